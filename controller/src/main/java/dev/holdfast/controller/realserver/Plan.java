package dev.holdfast.controller.realserver;

import java.util.List;

/**
 * What is to be done.
 *
 * @param changes in this order; empty when everything is as it should be
 * @param remembered what is remembered once they are done
 * @param notes what somebody should know, a line each
 */
record Plan(List<Change> changes, Remembered remembered, List<String> notes) {
    Plan {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }
}

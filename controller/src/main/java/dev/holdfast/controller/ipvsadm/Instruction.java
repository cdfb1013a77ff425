package dev.holdfast.controller.ipvsadm;

import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.ServiceKey;
import org.jspecify.annotations.Nullable;

/** What a command line asks for. */
sealed interface Instruction {
    /** Calls the method for this instruction's kind and returns what it returned. */
    <R, X extends Exception> R match(Cases<R, X> cases) throws X;

    /**
     * One method for each kind of instruction.
     *
     * @param <R> what they return
     * @param <X> what they may throw
     */
    interface Cases<R, X extends Exception> {
        R change(Change instruction) throws X;

        R listTable(ListTable instruction) throws X;

        R listConnections(ListConnections instruction) throws X;

        R listTimeouts(ListTimeouts instruction) throws X;

        R listDaemons(ListDaemons instruction) throws X;

        R save(Save instruction) throws X;

        R restore(Restore instruction) throws X;

        R help(Help instruction) throws X;

        R version(Version instruction) throws X;
    }

    /** One change of the kernel's table. */
    record Change(IpvsCommand command) implements Instruction {
        @Override
        public <R, X extends Exception> R match(Cases<R, X> cases) throws X {
            return cases.change(this);
        }
    }

    /**
     * The services with their real servers.
     *
     * @param service the only one wanted, or null for all
     */
    record ListTable(@Nullable ServiceKey service, ListFormat format) implements Instruction {
        @Override
        public <R, X extends Exception> R match(Cases<R, X> cases) throws X {
            return cases.listTable(this);
        }
    }

    /** The connection table. */
    record ListConnections(ListFormat format) implements Instruction {
        @Override
        public <R, X extends Exception> R match(Cases<R, X> cases) throws X {
            return cases.listConnections(this);
        }
    }

    /** How long idle connections are kept. */
    record ListTimeouts(ListFormat format) implements Instruction {
        @Override
        public <R, X extends Exception> R match(Cases<R, X> cases) throws X {
            return cases.listTimeouts(this);
        }
    }

    /** The connection synchronization daemons. */
    record ListDaemons(ListFormat format) implements Instruction {
        @Override
        public <R, X extends Exception> R match(Cases<R, X> cases) throws X {
            return cases.listDaemons(this);
        }
    }

    /**
     * The table as commands that make it again.
     *
     * @param numeric whether hosts and ports are numbers
     */
    record Save(boolean numeric) implements Instruction {
        @Override
        public <R, X extends Exception> R match(Cases<R, X> cases) throws X {
            return cases.save(this);
        }
    }

    /**
     * The commands on standard input.
     *
     * @param replace whether the table is to be what they say, and nothing else
     */
    record Restore(boolean replace) implements Instruction {
        @Override
        public <R, X extends Exception> R match(Cases<R, X> cases) throws X {
            return cases.restore(this);
        }
    }

    /** A description of the options. */
    record Help() implements Instruction {
        @Override
        public <R, X extends Exception> R match(Cases<R, X> cases) throws X {
            return cases.help(this);
        }
    }

    /** Which version this is. */
    record Version() implements Instruction {
        @Override
        public <R, X extends Exception> R match(Cases<R, X> cases) throws X {
            return cases.version(this);
        }
    }
}

package dev.holdfast.controller.network;

/** Which index an interface's name has now. */
public interface InterfaceNames {
    /**
     * The index of an interface.
     *
     * @throws NoSuchInterfaceException when there is none of that name
     */
    int indexOf(String name) throws NoSuchInterfaceException;

    /** There is no interface of that name. */
    final class NoSuchInterfaceException extends Exception {
        private static final long serialVersionUID = 1L;

        /** None of that name. */
        public NoSuchInterfaceException(String name) {
            super("no interface " + name);
        }
    }
}

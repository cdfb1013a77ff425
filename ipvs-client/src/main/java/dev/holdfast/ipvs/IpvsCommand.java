package dev.holdfast.ipvs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One change of the kernel's table. {@code toString()} says it as an operator would, for log lines and errors. */
public sealed interface IpvsCommand {

    /** Calls the method for this command's kind and returns what it returned. */
    <R> R match(Cases<R> cases);

    /** One method for each kind of command. */
    interface Cases<R> {
        R addService(AddService command);

        R changeService(ChangeService command);

        R removeService(RemoveService command);

        R addDestination(AddDestination command);

        R changeDestination(ChangeDestination command);

        R removeDestination(RemoveDestination command);

        R flush(Flush command);

        R zero(Zero command);

        R setTimeouts(SetTimeouts command);

        R startSyncDaemon(StartSyncDaemon command);

        R stopSyncDaemon(StopSyncDaemon command);
    }

    /** Adds a service without destinations. */
    record AddService(Service service) implements IpvsCommand {
        public AddService {
            Objects.requireNonNull(service, "service");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.addService(this);
        }

        @Override
        public String toString() {
            return "add virtual server " + service.key();
        }
    }

    /** Gives an existing service another scheduler, flags or persistence; its destinations and connections stay. */
    record ChangeService(Service service) implements IpvsCommand {
        public ChangeService {
            Objects.requireNonNull(service, "service");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.changeService(this);
        }

        @Override
        public String toString() {
            return "change virtual server " + service.key();
        }
    }

    /** Removes a service and with it all its destinations. */
    record RemoveService(ServiceKey service) implements IpvsCommand {
        public RemoveService {
            Objects.requireNonNull(service, "service");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.removeService(this);
        }

        @Override
        public String toString() {
            return "remove virtual server " + service;
        }
    }

    /** Adds a real server to a service. */
    record AddDestination(ServiceKey service, Destination destination) implements IpvsCommand {
        public AddDestination {
            Objects.requireNonNull(service, "service");
            Objects.requireNonNull(destination, "destination");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.addDestination(this);
        }

        @Override
        public String toString() {
            return "add real server " + destination.key() + " to " + service;
        }
    }

    /** Gives a real server another weight, forwarding method or thresholds; its connections stay. */
    record ChangeDestination(ServiceKey service, Destination destination) implements IpvsCommand {
        public ChangeDestination {
            Objects.requireNonNull(service, "service");
            Objects.requireNonNull(destination, "destination");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.changeDestination(this);
        }

        @Override
        public String toString() {
            return "change real server " + destination.key() + " of " + service;
        }
    }

    /** Removes a real server from a service. */
    record RemoveDestination(ServiceKey service, DestinationKey destination) implements IpvsCommand {
        public RemoveDestination {
            Objects.requireNonNull(service, "service");
            Objects.requireNonNull(destination, "destination");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.removeDestination(this);
        }

        @Override
        public String toString() {
            return "remove real server " + destination + " from " + service;
        }
    }

    /** Removes every service of the network namespace, also those of others. */
    record Flush() implements IpvsCommand {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.flush(this);
        }

        @Override
        public String toString() {
            return "flush the table";
        }
    }

    /**
     * Sets counters to zero.
     *
     * @param service the service whose counters and whose destinations' counters are meant, or null for all
     */
    record Zero(@Nullable ServiceKey service) implements IpvsCommand {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.zero(this);
        }

        @Override
        public String toString() {
            return service == null ? "zero the counters" : "zero the counters of " + service;
        }
    }

    /** Changes the timeouts of connections, of the whole network namespace. */
    record SetTimeouts(Timeouts timeouts) implements IpvsCommand {
        public SetTimeouts {
            Objects.requireNonNull(timeouts, "timeouts");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.setTimeouts(this);
        }

        @Override
        public String toString() {
            return "set timeouts " + timeouts.tcpSeconds() + " " + timeouts.tcpFinSeconds() + " "
                    + timeouts.udpSeconds();
        }
    }

    /** Starts a synchronization daemon; there can be one of each role. */
    record StartSyncDaemon(SyncDaemon daemon) implements IpvsCommand {
        public StartSyncDaemon {
            Objects.requireNonNull(daemon, "daemon");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.startSyncDaemon(this);
        }

        @Override
        public String toString() {
            return "start " + daemon.role() + " sync daemon on " + daemon.interfaceName();
        }
    }

    /** Stops the synchronization daemon of that role. */
    record StopSyncDaemon(SyncDaemon.Role role) implements IpvsCommand {
        public StopSyncDaemon {
            Objects.requireNonNull(role, "role");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.stopSyncDaemon(this);
        }

        @Override
        public String toString() {
            return "stop " + role + " sync daemon";
        }
    }
}

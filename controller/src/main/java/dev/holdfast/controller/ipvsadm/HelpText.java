package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.daemon.Version;

/** What {@code -h} and {@code -v} print. */
final class HelpText {
    private static final String OPTIONS = """
            holdfast ipvs takes the command line of ipvsadm(8) 1.31.

            The table (SERVICE is -t|-u|--sctp-service ADDRESS[:PORT], or -f MARK [-6]):
              -L|-l [SERVICE] [LISTING]        list services and real servers; without any command, too
              -A|-E SERVICE [SETTINGS]         add or change a service
              -D SERVICE                       remove a service with its real servers
              -a|-e SERVICE -r ADDRESS[:PORT] [SERVER]
                                               add or change a real server
              -d SERVICE -r ADDRESS[:PORT]     remove a real server
              -C                               remove everything
              -Z [SERVICE]                     set counters to zero
              -S [-n]                          print the table as commands
              -R [--replace]                   carry out such commands from standard input; --replace makes the table
                                               what they say, changes only what differs, and nothing if a line is wrong

            ADDRESS is 10.0.0.1:80, www.example.org:http or [2001:db8::1]:80; without a port, 10.0.0.1 or 2001:db8::1.

            SETTINGS of a service:
              -s SCHEDULER                     rr wrr lc wlc lblc lblcr dh sh sed nq fo ovf mh twos (wlc)
              -b FLAG,...                      sh-fallback sh-port mh-fallback mh-port flag-1 flag-2 flag-3
              -p [SECONDS]  -M MASK            keep clients at their server (360), by network
              --pe ENGINE                      what tells clients apart: sip
              -o                               schedule each datagram by itself

            SERVER:
              -g | -i | -m                     direct routing (the default), tunnel, or masquerading;
                                               only -m can have another port than the service
              -w WEIGHT  -x UPPER  -y LOWER    weight (1), and thresholds of connections (0: none)
              --tun-type ipip|gue|gre  --tun-port PORT  --tun-nocsum | --tun-csum | --tun-remcsum

            LISTING:
              -n                               numbers instead of names
              --stats | --rate | --thresholds | --persistent-conn | --tun-info
                                               other columns
              -c | --timeout | --daemon        connections, timeouts or sync daemons instead
              --exact                          counters in full
              --nosort                         in the kernel's order
              --json                           everything, as JSON

            Timeouts and connection synchronization:
              --set TCP TCPFIN UDP             seconds; 0 leaves one as it is
              --start-daemon master|backup [--mcast-interface NAME] [--syncid 0-255] [--sync-maxlen BYTES]
                                           [--mcast-group ADDRESS] [--mcast-port PORT] [--mcast-ttl 1-255]
              --stop-daemon master|backup

            A web cluster of two servers by NAT, in turn:
              holdfast ipvs -A -t 10.0.0.1:80 -s rr
              holdfast ipvs -a -t 10.0.0.1:80 -r 192.168.1.5:8080 -m
              holdfast ipvs -a -t 10.0.0.1:80 -r 192.168.1.6:8080 -m

            Exit status: 0 done, 1 not listed, 2 no IPVS, no privilege or a wrong value, 255 refused by the kernel
            or no such option.
            """;

    private HelpText() {}

    static String options() {
        return OPTIONS;
    }

    static String version() {
        return "holdfast ipvs of Holdfast " + Version.text() + ", with the options of ipvsadm 1.31\n";
    }
}

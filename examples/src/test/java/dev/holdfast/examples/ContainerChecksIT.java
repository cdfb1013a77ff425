package dev.holdfast.examples;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.testcontainers.containers.GenericContainer;

/** A director's checks of servers in other containers, whether or not the kernel that they share has IPVS. */
@Timeout(600)
@ExtendWith(ContainerEngine.class)
@Execution(ExecutionMode.CONCURRENT)
class ContainerChecksIT {

    private static final String MARIADB = """
            mariadb-install-db --user=root --datadir=/tmp/db --skip-test-db >/dev/null
            echo "CREATE USER IF NOT EXISTS monitor@'%' IDENTIFIED BY 'let me in';" >/tmp/init.sql
            exec mariadbd --no-defaults --user=root --datadir=/tmp/db --socket=/tmp/socket --init-file=/tmp/init.sql
            """;

    private static String server(String vip, int port, String real, String check) {
        return """
                virtual_server %s %d {
                    delay_loop 1
                    lb_algo rr
                    lb_kind DR
                    protocol TCP
                    real_server %s %d {
                        %s
                    }
                }
                """.formatted(vip, port, real, port, check);
    }

    @Test
    void nginxAndMariadbGoAndComeBack(ContainerEngine.Images images) {
        try (ContainerSegment segment = new ContainerSegment(images)) {
            GenericContainer<?> nginx = segment.peer("nginx", "-g", "daemon off;");
            GenericContainer<?> mariadb = segment.peer("sh", "-c", MARIADB);
            String vip = segment.vip(200);
            String web = segment.address(nginx);
            String database = segment.address(mariadb);
            GenericContainer<?> director = segment.holdfast(
                    Protocol.V3.instance("VI_1", 51, 200, List.of(vip))
                            + server(
                                    vip,
                                    80,
                                    web,
                                    "HTTP_GET {\nalpha\nconnect_timeout 2\nretry 1\ndelay_before_retry 1\nurl {\npath /\nstatus_code 200\n}\n}")
                            + server(
                                    vip,
                                    3306,
                                    database,
                                    "MYSQL_CHECK {\nalpha\nconnect_timeout 2\nretry 1\ndelay_before_retry 1\nuser monitor\npassword \"let me in\"\n}"));
            awaitStanding(segment, director, web, 80, "UP +1");
            awaitStanding(segment, director, database, 3306, "UP +1");

            segment.kill(mariadb);
            awaitStanding(segment, director, database, 3306, "DOWN +1 +MYSQL_CHECK \\([^\n]+\\)");
            segment.kill(nginx);
            awaitStanding(segment, director, web, 80, "DOWN +1 +HTTP_GET \\([^\n]+\\)");
            segment.awaitLogged(director, "Removing service \\[" + web + "\\]:tcp:80 from VS \\[" + vip + "\\]:tcp:80");

            segment.startAgain(nginx);
            awaitStanding(segment, director, web, 80, "UP +1");
        }
    }

    private static void awaitStanding(
            ContainerSegment segment, GenericContainer<?> director, String real, int port, String standing) {
        String line = "(?s).*\\[" + real + "\\]:tcp:" + port + " +" + standing + "\n.*";
        segment.await(
                real + " as " + standing,
                () -> segment.shell(director, "holdfast status || true").matches(line));
    }
}

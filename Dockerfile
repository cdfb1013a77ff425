# Holdfast as a container.
#
#   docker build -t holdfast .
#   docker run --init --cap-add NET_ADMIN --cap-add SYS_NICE --cap-add IPC_LOCK -v /etc/keepalived:/etc/keepalived:ro holdfast
#
# Arguments:
#   BASE     what the image is based on: a Debian, or another system with glibc, a shell and util-linux 2.33 or newer
#   JDK      an image with a JDK at or above 17, whose Java is linked into the image, and with Maven
#   COMPILE  no: without Maven, from controller/target/holdfast as `mvn package` left it
#
# Capabilities (container, the entry point, takes what it is given and leaves the rest):
#   NET_ADMIN                 needed: addresses, routes, IPVS. Not among Docker's defaults
#   NET_RAW                   needed: VRRP's sockets, gratuitous ARP
#   CHOWN, SETUID, SETGID     to run as the user holdfast; not needed with HOLDFAST_USER=root
#   SYS_NICE                  for the real-time thread of VRRP; without it a busy machine makes adverts late (where control
#                             groups of version 1 share out real time, it needs --cpu-rt-runtime as well)
#   IPC_LOCK                  for vrrp_no_swap and checker_no_swap
#   NET_BIND_SERVICE          for bind_port below 1024

ARG BASE=debian:bookworm-slim
ARG JDK=maven:3.9-eclipse-temurin-25

FROM ${JDK} AS build
ARG COMPILE=yes
WORKDIR /build
COPY . .
RUN if [ "$COMPILE" = yes ]; then mvn -B -q -DskipTests -Dspotless.check.skip -pl controller -am clean package; fi \
    && if [ ! -d controller/target/holdfast/lib ]; then \
        echo "no controller/target/holdfast/lib (COMPILE=$COMPILE; expected after \`mvn package\`, or COMPILE=yes)" >&2; exit 1; fi
# What jdeps finds in the jars, without java.desktop, whose part of Config is not used, and without jdk.jfr, which Netty does without;
# and what is found by name only: XML of an operator's logback file, elliptic curves of TLS before Java 22.
# Compressed, because most of what a director uses of it is in the archive of classes below.
RUN jlink --add-modules java.base,java.logging,java.management,java.naming,jdk.unsupported,java.xml,jdk.crypto.ec \
    --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 --output /runtime

FROM ${BASE}
LABEL org.opencontainers.image.title="Holdfast" \
    org.opencontainers.image.description="keepalived-compatible high-availability controller: VRRP, health checks and IPVS" \
    org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /runtime /opt/java/holdfast
COPY --from=build /build/controller/target/holdfast/lib /usr/share/holdfast/lib
COPY controller/bin/holdfast controller/src/package/container /usr/share/holdfast/bin/
COPY controller/src/package/holdfast.conf /etc/holdfast/
# The archive of classes fits this Java and these jars, so it is made here.
RUN ln -s ../share/holdfast/bin/holdfast /usr/sbin/holdfast \
    && useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin holdfast \
    && mkdir /etc/keepalived \
    && holdfast make-archive
HEALTHCHECK --interval=30s --timeout=10s --retries=2 CMD ["holdfast", "status"]
ENTRYPOINT ["/usr/share/holdfast/bin/container"]
CMD ["run"]

/**
 * {@code holdfast realserver}: makes this machine a real server of LVS-DR or LVS-TUN, undoes that, and says what is wrong with it.
 *
 * <p>Pure from the words of a command line and the state of the kernel to a {@code Plan} ({@code Planner}), a shell script
 * ({@code ShellScript}) or findings ({@code Inspector}); {@code KernelHost} reads and changes the kernel, {@code StateFile} remembers what
 * was there before, {@code RealServerProgram} puts them together. Everything acts on the calling thread's network namespace.
 *
 * <p>Two things make a real server. The VIP is on an interface that no neighbour reaches, so that packets for it are accepted: with
 * scope host (IPv4), or never preferred (IPv6), so that what the server begins by itself does not leave from the VIP. And nobody hears
 * of it: {@code arp_ignore} 1 answers ARP only for addresses of the interface that was asked, {@code arp_announce} 2 keeps the VIP out
 * of the server's own ARP requests, which carry the source of the reply they are sent for. The kernel takes the maximum of {@code all}
 * and the interface (ip-sysctl.rst), so {@code all} is what counts. IPv6 needs neither: a neighbour solicitation is answered only for
 * addresses of the interface it came in on, and duplicate address detection is not done on {@code lo}.
 *
 * <p>May import {@code dev.holdfast.linuxnet}, {@code controller.config}'s reader of addresses and {@code controller.json}.
 */
@NullMarked
package dev.holdfast.controller.realserver;

import org.jspecify.annotations.NullMarked;

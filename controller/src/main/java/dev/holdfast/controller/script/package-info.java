/**
 * Running programs for others: as another user, with a time limit, all that they start ended with them; and which programs
 * keepalived.conf(5) ("SCRIPTS") lets run. Knows nothing of what they are run for.
 *
 * <p>The virtual machine cannot become another user or found a session, so util-linux does it: a program is run as
 * {@code setsid setpriv --pdeathsig TERM … PROGRAM}, each executing the next in the same process. It gets this process's environment
 * and directory, {@code /dev/null} three times, and no other descriptor: the JDK closes them.
 */
@NullMarked
package dev.holdfast.controller.script;

import org.jspecify.annotations.NullMarked;

package dev.holdfast.linuxnet.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AccountsTest {

    @Test
    void usersHaveTheNumbersOfPasswd() throws Exception {
        for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
            String[] fields = line.split(":", -1);
            assertThat(Accounts.user(fields[0]))
                    .as(line)
                    .contains(new Accounts.User(Long.parseLong(fields[2]), Long.parseLong(fields[3])));
        }
    }

    @Test
    void groupsHaveTheNumbersOfGroup() throws Exception {
        for (String line : Files.readAllLines(Path.of("/etc/group"))) {
            String[] fields = line.split(":", -1);
            assertThat(Accounts.group(fields[0])).as(line).hasValue(Long.parseLong(fields[2]));
        }
    }

    @Test
    void aNameThatIsNoneIsNoError() throws Exception {
        assertThat(Accounts.user("no-such-user")).isEmpty();
        assertThat(Accounts.group("no-such-group")).isEmpty();
        assertThat(Accounts.user("")).isEmpty();
    }

    @Test
    void thisProcessIsSomebody() throws Exception {
        Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");

        assertThat((Integer) uid).isEqualTo((int) Accounts.effective().uid());
    }
}

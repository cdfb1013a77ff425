package dev.holdfast.controller.track;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers are what keepalived 2.2.7 made of the same files. */
class FileNumberTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "'',0",
                "5,5",
                "'5\n',5",
                "'  7 ',7",
                "'\t\n-7',-7",
                "+9,9",
                "8 9,8",
                "abc,0",
                "12abc,12",
                "0x10,16",
                "0X1f,31",
                "0x,0",
                "010,8",
                "09,0",
                "-,0",
                "2147483647,2147483647",
                "-2147483648,-2147483648"
            })
    void itIsReadAsCReadsIt(String text, long number) {
        assertThat(FileNumber.parse(text)).hasValue(number);
    }

    @ParameterizedTest
    @CsvSource({"2147483648", "-2147483649", "99999999999", "99999999999999999999999", "0xfffffffff"})
    void whatIsTooLargeIsNone(String text) {
        assertThat(FileNumber.parse(text)).isEmpty();
    }
}

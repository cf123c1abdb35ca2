package org.ngrokd.kit.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  /** A column has room for so many. */
  private static final int COLUMNS = 8;

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "10240, 10 KiB",
    "1048575, 1.0 MiB",
    "1073741824, 1.0 GiB",
    "9223372036854775807, 8192 PiB"
  })
  void bytesHaveTwoDigitsOrMore(long bytes, String text) {
    assertThat(Numbers.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0.0 ms",
    "PT0.0004S, 0.4 ms",
    "PT0.0123S, 12 ms",
    "PT0.9994S, 999 ms",
    "PT1S, 1.00 s",
    "PT9M59.99S, 599.99 s",
    "PT10M, 10 min",
    "PT9H59M59S, 599 min",
    "PT10H, 10 h",
    "PT99H59M, 99 h",
    "PT100H, 4 d"
  })
  void timesHaveTheUnitThatSuits(Duration time, String text) {
    assertThat(Numbers.time(time)).isEqualTo(text).hasSizeLessThanOrEqualTo(COLUMNS);
  }

  @ParameterizedTest
  @ValueSource(longs = {999_999, 9_999_999, 999_500_000, 999_999_999, 599_999_999_999L})
  void timesThatAreRoundedUpStayInTheirColumn(long nanos) {
    assertThat(Numbers.time(Duration.ofNanos(nanos))).hasSizeLessThanOrEqualTo(COLUMNS);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.00", "0.126, 0.13", "99.99, 99.99", "100, 100", "12345.6, 12346"})
  void ratesHaveDecimalsWhileTheyAreSmall(double rate, String text) {
    assertThat(Numbers.rate(rate)).isEqualTo(text);
  }
}

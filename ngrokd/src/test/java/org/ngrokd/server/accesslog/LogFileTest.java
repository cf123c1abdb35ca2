package org.ngrokd.server.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.accesslog.AccessLogOptions.Rotation;

class LogFileTest {
  private static final Rotation ABOVE_TEN_BYTES = new Rotation(10, false, 2);
  private static final Rotation DAILY = new Rotation(0, true, 2);

  @TempDir private Path directory = Path.of("");
  private Path path = Path.of("");
  private Instant now = Instant.parse("2015-03-13T23:59:00Z");

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  @BeforeEach
  void name() {
    path = directory.resolve("access.log");
  }

  private LogFile open(Rotation rotation) {
    return LogFile.open(path.toString(), rotation, clock);
  }

  private static void write(LogFile file, String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    file.write(bytes, bytes.length);
  }

  private String before(int number) throws IOException {
    return Files.readString(directory.resolve("access.log." + number));
  }

  @Test
  void linesAreAddedToWhatIsThere() throws Exception {
    Files.writeString(path, "old\n");
    LogFile file = open(Rotation.NONE);

    write(file, "new\n");

    assertThat(path).hasContent("old\nnew\n");
  }

  @Test
  void othersDoNotReadIt() throws Exception {
    open(Rotation.NONE);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).endsWith("---");
  }

  @Test
  void aboveItsSizeAnotherOneIsBegunAndTheOldestGoes() throws Exception {
    LogFile file = open(ABOVE_TEN_BYTES);
    for (String line : new String[] {"first\n", "2\n", "second\n", "third\n", "fourth\n"}) {
      write(file, line);
    }

    assertThat(path).hasContent("fourth\n");
    assertThat(before(1)).isEqualTo("third\n");
    assertThat(before(2)).isEqualTo("second\n");
    assertThat(directory.resolve("access.log.3")).doesNotExist();
  }

  @Test
  void aLineThatIsLongerThanAFileMayBeHasOneForItself() throws Exception {
    LogFile file = open(ABOVE_TEN_BYTES);

    write(file, "a very long line\n");
    write(file, "next\n");

    assertThat(before(1)).isEqualTo("a very long line\n");
    assertThat(path).hasContent("next\n");
  }

  @Test
  void withTheFirstLineOfADayAnotherOneIsBegun() throws Exception {
    LogFile file = open(DAILY);
    write(file, "yesterday\n");
    write(file, "late\n");
    now = now.plus(Duration.ofMinutes(2));
    write(file, "today\n");
    write(file, "again\n");

    assertThat(before(1)).isEqualTo("yesterday\nlate\n");
    assertThat(path).hasContent("today\nagain\n");
  }

  @Test
  void aFileOfYesterdayIsNoFileOfTodayAfterAStart() throws Exception {
    Files.writeString(path, "yesterday\n");
    now = Files.getLastModifiedTime(path).toInstant().plus(Duration.ofDays(1));
    LogFile file = open(DAILY);

    write(file, "today\n");

    assertThat(before(1)).isEqualTo("yesterday\n");
    assertThat(path).hasContent("today\n");
  }

  @Test
  void whoHasMovedItAwayKeepsWhatIsInItUntilToldOtherwise() throws Exception {
    LogFile file = open(Rotation.NONE);
    write(file, "first\n");
    Path moved = directory.resolve("moved");
    Files.move(path, moved);

    file.reopen();
    write(file, "second\n");

    assertThat(moved).hasContent("first\n");
    assertThat(path).hasContent("second\n");
  }

  @Test
  void aFileThatIsGoneIsMadeAgain() throws Exception {
    LogFile file = open(Rotation.NONE);
    write(file, "first\n");
    Files.delete(path);

    write(file, "second\n");

    assertThat(path).hasContent("second\n");
  }

  @Test
  void aFileThatWasEmptiedGoesOnAtItsBeginning() throws Exception {
    LogFile file = open(Rotation.NONE);
    write(file, "first\n");
    Files.writeString(path, "");

    write(file, "second\n");

    assertThat(path).hasContent("second\n");
  }

  @Test
  void aFullDiskIsAFailureOfThatWriteAlone() {
    LogFile file = LogFile.open("/dev/full", ABOVE_TEN_BYTES, clock);

    assertThatThrownBy(() -> write(file, "lost\n")).hasMessageContaining("No space left");
    assertThatThrownBy(() -> write(file, "lost\n")).hasMessageContaining("No space left");
  }

  @Test
  void aDirectoryThatIsNotThereIsSaid() {
    path = directory.resolve("none").resolve("access.log");

    assertThatThrownBy(() -> open(Rotation.NONE))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot write the access log %s: there is no such directory. See -accessLog", path);
  }
}

package org.ngrokd.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Whether output goes to systemd's journal. */
@EnabledOnOs(OS.LINUX)
class JournalTest {
  @Test
  void journalIsKnownByDeviceAndNumber() throws Exception {
    Path open = Path.of("/proc/self/fd/1");
    String here = Files.getAttribute(open, "unix:dev") + ":" + Files.getAttribute(open, "unix:ino");

    assertThat(Journal.takes(Map.of("JOURNAL_STREAM", here), 1)).isTrue();
    assertThat(Journal.takes(Map.of("JOURNAL_STREAM", here), 99)).isFalse();
    assertThat(Journal.takes(Map.of("JOURNAL_STREAM", "9:9"), 1)).isFalse();
    assertThat(Journal.takes(Map.of(), 1)).isFalse();
  }

  @Test
  void eachLineIsMarked() {
    assertThat(Journal.marked(Journal.ERROR, "one\n\ttwo\n")).isEqualTo("<3>one\n<3>\ttwo");
  }
}

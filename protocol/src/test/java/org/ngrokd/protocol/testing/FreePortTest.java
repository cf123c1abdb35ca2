package org.ngrokd.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortTest {
  @Test
  void noPortIsGivenTwice() throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      ports.add(FreePort.tcp());
    }

    assertThat(ports).doesNotHaveDuplicates();
  }
}

package org.ngrokd.streams.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReceiveWindowTest {
  private final ReceiveWindow window = new ReceiveWindow();

  @Test
  void nothingIsGivenBackBeforeHalfOfItIsUsed() throws IOException {
    window.arrived(ReceiveWindow.FIRST / 2 - 1);

    assertThat(window.taken()).isZero();
  }

  @Test
  void doublesWhileAllIsTaken() throws IOException {
    window.arrived(ReceiveWindow.FIRST);

    assertThat(window.taken()).isEqualTo(2 * ReceiveWindow.FIRST);

    window.arrived(ReceiveWindow.FIRST);
    assertThat(window.taken()).isEqualTo(3 * ReceiveWindow.FIRST);
  }

  @Test
  void staysAsItIsForOneWhoDoesNotKeepUp() throws IOException {
    window.arrived(ReceiveWindow.FIRST);
    window.stalled();

    assertThat(window.taken()).isEqualTo(ReceiveWindow.FIRST);
  }

  @Test
  void growsNoFurtherThanItsMost() throws IOException {
    long left = ReceiveWindow.FIRST;
    for (int i = 0; i < 20; i++) {
      window.arrived((int) left);
      left = window.taken();
    }

    assertThat(left).isEqualTo(ReceiveWindow.MOST);
  }

  @Test
  void oneByteMoreThanMayComeBreaksTheRules() throws IOException {
    window.arrived(ReceiveWindow.FIRST);

    assertThatThrownBy(() -> window.arrived(1))
        .isInstanceOf(IOException.class)
        .hasMessage("The peer sent 1 bytes of 0 that it may");
  }
}

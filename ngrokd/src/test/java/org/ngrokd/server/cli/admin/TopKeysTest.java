package org.ngrokd.server.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.terminal.Keys;

class TopKeysTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile String answer = "{\"tunnels\": [], \"all\": 100}";
  private final Asking asking = new Asking(this::answer, Wish.begin("rate"));
  private final TopKeys keys = new TopKeys(asking);

  private byte[] answer(String target) {
    asked.add(target);
    if (answer.isEmpty()) {
      throw new UserException("it is gone");
    }
    return answer.getBytes(StandardCharsets.UTF_8);
  }

  private boolean type(String text) {
    return text.chars().allMatch(keys::pressed);
  }

  @Test
  void lettersChooseTheListAndItsOrder() {
    assertThat(type("bc")).isTrue();
    assertThat(asking.wish().target()).startsWith("/v1/clients?sort=bytes&limit=20");
    assertThat(type("s\t")).isTrue();
    assertThat(asking.wish().target()).startsWith("/v1/tunnels?sort=connections");
  }

  @Test
  void behindASlashTheyAreTheFilter() {
    assertThat(type("/q&ü")).isTrue();
    assertThat(keys.isTyping()).isTrue();
    assertThat(asking.wish().target()).endsWith("&match=q%26%C3%BC");

    assertThat(type("\u007f\u007f\r")).isTrue();
    assertThat(asking.wish().filter()).isEqualTo("q");
    assertThat(keys.isTyping()).isFalse();

    assertThat(keys.pressed(Keys.ESCAPE)).isTrue();
    assertThat(asking.wish().filter()).isEmpty();
  }

  @Test
  void filterHasAnEnd() {
    assertThat(type("/" + "x".repeat(1000))).isTrue();

    assertThat(asking.wish().filter()).hasSize(Wish.LONGEST_FILTER);
  }

  @Test
  void qAndCtrlCEndIt() {
    assertThat(keys.pressed('q')).isFalse();
    assertThat(type("/")).isTrue();
    assertThat(keys.pressed(Keys.CTRL_C)).isFalse();
  }

  @Test
  void scrollingStopsAtBothEnds() {
    asking.start();
    await().until(() -> asking.seen().all() == 100);

    assertThat(keys.pressed(Keys.UP)).isTrue();
    assertThat(asking.wish().first()).isZero();
    for (int i = 0; i < 10; i++) {
      assertThat(keys.pressed(Keys.PAGE_DOWN)).isTrue();
    }
    assertThat(asking.wish().first()).isEqualTo(80);
    await().until(() -> asked.contains("/v1/tunnels?sort=rate&limit=100&match="));
  }

  @Test
  void serverThatIsGoneIsToldAndAskedAgain() {
    answer = "";
    asking.start();
    await().until(() -> asking.seen().trouble().equals("it is gone"));

    answer = "{\"tunnels\": [], \"all\": 3}";

    await().until(() -> asking.seen().all() == 3);
    assertThat(asking.seen().trouble()).isEmpty();
  }
}

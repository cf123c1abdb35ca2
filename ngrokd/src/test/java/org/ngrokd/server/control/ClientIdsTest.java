package org.ngrokd.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClientIdsTest {
  private static final byte[] KEY = new byte[ClientIds.KEY_BYTES];

  private final ClientIds ids = new ClientIds(KEY);

  @Test
  void idsAreThirtyTwoHexCharactersAndDiffer() {
    assertThat(ids.issue("")).matches("[0-9a-f]{32}").isNotEqualTo(ids.issue(""));
  }

  @Test
  void ownIdIsKnownAfterARestartWithTheSameKey() {
    String id = ids.issue("");

    assertThat(new ClientIds(KEY.clone()).issued(id, "")).isTrue();
  }

  @Test
  void idOfAnotherServerIsNot() {
    byte[] other = KEY.clone();
    Arrays.fill(other, (byte) 1);

    assertThat(new ClientIds(other).issued(ids.issue(""), "")).isFalse();
  }

  @Test
  void alteredIdIsNotKnownWhicheverCharacterIt() {
    String id = ids.issue("");
    for (int i = 0; i < id.length(); i++) {
      char changed = id.charAt(i) == '0' ? '1' : '0';
      assertThat(ids.issued(id.substring(0, i) + changed + id.substring(i + 1), "")).isFalse();
    }
  }

  @Test
  void whatIsNoIdIsNotKnown() {
    assertThat(ids.issued("", "")).isFalse();
    assertThat(ids.issued(ids.issue("").substring(2), "")).isFalse();
    assertThat(ids.issued(ids.issue("") + "00", "")).isFalse();
    assertThat(ids.issued("z".repeat(32), "")).isFalse();
    assertThat(ids.issued("abc", "")).isFalse();
  }

  /** Or whoever sees another's id could take its names. */
  @Test
  void idIsWorthNothingToAnotherAccount() {
    String id = ids.issue("alice");

    assertThat(ids.issued(id, "alice")).isTrue();
    assertThat(ids.issued(id, "bob")).isFalse();
    assertThat(ids.issued(id, "")).isFalse();
  }
}

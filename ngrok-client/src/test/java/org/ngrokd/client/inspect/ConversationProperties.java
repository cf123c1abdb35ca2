package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.Seeds;

class ConversationProperties {
  @Test
  void conversationsAreToldAsTheyWereWhereverTheyAreCut() {
    for (long seed : Seeds.of(200).toArray()) {
      RandomConversation conversation = new RandomConversation(seed);

      assertThat(conversation.script().toldInPieces(new Random(seed)))
          .as("seed %s", seed)
          .isEqualTo(conversation.expected());
    }
  }

  @Test
  void damagedConversationsAreBorne() {
    for (long seed : Seeds.of(300).toArray()) {
      Random random = new Random(seed);
      byte[] input = new RandomConversation(seed).script().fuzzInput();

      for (int damage = random.nextInt(8); damage >= 0; damage--) {
        input[random.nextInt(input.length)] = (byte) random.nextInt(256);
      }

      bears(seed, input);
    }
  }

  @Test
  void cutConversationsAreBorne() {
    for (long seed : Seeds.of(300).toArray()) {
      byte[] input = new RandomConversation(seed).script().fuzzInput();

      bears(seed, Arrays.copyOf(input, new Random(seed).nextInt(input.length)));
    }
  }

  @Test
  void garbageIsBorne() {
    for (long seed : Seeds.of(300).toArray()) {
      Random random = new Random(seed);
      byte[] input = new byte[random.nextInt(2000)];
      random.nextBytes(input);

      bears(seed, input);
    }
  }

  private static void bears(long seed, byte[] input) {
    assertThatCode(() -> ConversationFuzz.fuzzerTestOneInput(input))
        .as("seed %s", seed)
        .doesNotThrowAnyException();
  }
}

package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Strangers who log in with tokens that nobody has, of each form there is, from many addresses: none
 * of them waits for the answer.
 */
final class MadeUpTokens implements Attack {
  private static final int STRANGERS = 8;
  private static final int ADDRESSES = 200;
  private static final int MOST = 3_000;
  private static final int PATIENCE_MILLIS = 2_000;

  /** As the server makes them, as it made them before, and as others make them. */
  private static final List<String> FORMS =
      List.of("n%09d" + "x".repeat(30), "%032d", "a9993e364706816aba3e25717850c2%010x");

  @Override
  public String name() {
    return "tokens that nobody has";
  }

  @Override
  public void run(Field field) throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    Thread[] strangers = new Thread[STRANGERS];
    for (int i = 0; i < STRANGERS; i++) {
      strangers[i] = new Thread(() -> ask(field, asked), "stranger");
      strangers[i].start();
    }
    for (Thread stranger : strangers) {
      stranger.join();
    }
  }

  private static void ask(Field field, AtomicInteger asked) {
    List<String> from = field.addresses(ADDRESSES);
    while (field.hasTime()) {
      int number = asked.incrementAndGet();
      if (number > MOST) {
        return;
      }
      int digits = ThreadLocalRandom.current().nextInt(1_000_000_000);
      String token = FORMS.get(number % FORMS.size()).formatted(digits);
      try {
        Wire wire =
            field.closing(
                new Wire(
                    Sockets.tls(
                        field.ports().tunnel(),
                        "localhost",
                        from.get(number % ADDRESSES),
                        PATIENCE_MILLIS)));
        field.cost().connection();
        field.cost().bytes(wire.send(OldClient.auth(token, "", "")));
      } catch (IOException e) {
        field.note("a stranger: " + e);
      }
    }
  }
}

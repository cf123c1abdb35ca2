package org.ngrokd.client.siege;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.SshClient;

/** Strangers who try passwords by ssh, which makes the server agree on keys with each of them. */
final class SshPasswords implements Attack {
  private static final int STRANGERS = 4;
  private static final int ADDRESSES = 50;

  @Override
  public String name() {
    return "passwords that nobody has, by ssh";
  }

  @Override
  public void run(Field field) throws InterruptedException {
    SshClient client = SshPeer.client();
    AutoCloseable unused = field.closing(client::stop);
    AtomicInteger tried = new AtomicInteger();
    Thread[] strangers = new Thread[STRANGERS];
    for (int i = 0; i < STRANGERS; i++) {
      strangers[i] = new Thread(() -> tryOut(client, field, tried), "stranger");
      strangers[i].start();
    }
    for (Thread stranger : strangers) {
      stranger.join();
    }
  }

  private static void tryOut(SshClient client, Field field, AtomicInteger tried) {
    List<String> from = field.addresses(ADDRESSES);
    while (field.hasTime()) {
      int number = tried.incrementAndGet();
      try {
        SshPeer.login(client, field, from.get(number % ADDRESSES), "%032d".formatted(number))
            .close(true);
        field.wrong("a stranger was let in by ssh");
      } catch (IOException e) {
        field.note("a stranger: " + e);
      }
    }
  }
}

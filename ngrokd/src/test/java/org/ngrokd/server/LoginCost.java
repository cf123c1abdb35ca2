package org.ngrokd.server;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.access.TokenText;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.NameRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;
import org.ngrokd.server.teams.store.TokenRow;

/**
 * What a login costs a server that has many accounts: the processor time of all its threads for
 * each login, with TLS and all, and how often its event loops had to wait for another thread.
 * Started by scripts/login-cost; says on standard output what it found.
 */
public final class LoginCost {
  private static final int WARM_UP = 3_000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Path directory;
  private final List<String> tokens = new ArrayList<>();
  private final int logins;

  private LoginCost(Path directory, int accounts, int logins) {
    this.directory = directory;
    this.logins = logins;
    for (int i = 0; i < accounts; i++) {
      tokens.add(TokenText.make());
    }
  }

  /**
   * Measures.
   *
   * @param arguments a directory, the number of accounts and of logins
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    int accounts = Integer.parseInt(arguments[1]);
    LoginCost cost = new LoginCost(directory, accounts, Integer.parseInt(arguments[2]));
    System.out.println("| " + accounts + " accounts | CPU ms a login | loops' waits | ms in all |");
    System.out.println("| --- | ---: | ---: | ---: |");
    cost.measure("none: anybody may come", TestServer.options(directory.resolve("none")), "");
    cost.measure("database", cost.database(), "");
    cost.measure("users.yml", cost.file("new.yml", ""), "");
    cost.measure("users.yml, tokens without an id", cost.file("old.yml", "old-"), "old-");
  }

  private ServerOptions database() {
    Path state = directory.resolve("database");
    TeamsOptions teams =
        new TeamsOptions(TeamsOptions.Database.EMBEDDED, List.of(), TeamsOptions.Accounts.DEFAULT);
    ServerOptions options = TestServer.withTeams(state, "team.localhost", teams);
    options.state().directory().create();
    Path accounts = options.state().directory().directory("accounts");
    try (Store store = Store.open(teams.database(), accounts)) {
      store.now(this::fill);
    }
    return options;
  }

  private int fill(Tables tables) {
    Instant now = Instant.now();
    for (int i = 0; i < tokens.size(); i++) {
      String id = "%016x".formatted(i);
      String name = "user" + i;
      AccountRow.Person person = new AccountRow.Person("User " + i, name + "@example.org");
      tables
          .accounts()
          .add(
              new AccountRow(
                  id,
                  Optional.empty(),
                  person,
                  name,
                  Role.MEMBER,
                  false,
                  "",
                  0,
                  now,
                  Optional.empty()));
      tables.names().add(new NameRow(NameKind.SUBDOMAIN, name, id, now));
      String token = tokens.get(i);
      tables
          .tokens()
          .add(
              new TokenRow(
                  TokenText.key(token),
                  id,
                  "laptop",
                  TokenHash.plain(token).toString(),
                  List.of(),
                  now,
                  Optional.empty(),
                  Optional.empty()));
    }
    return tokens.size();
  }

  /**
   * A file of users.
   *
   * @param before what makes a token one of an old form
   */
  private ServerOptions file(String name, String before) throws IOException {
    StringBuilder text = new StringBuilder("users:\n");
    for (int i = 0; i < tokens.size(); i++) {
      TokenHash hash = TokenHash.of(before + tokens.get(i));
      text.append("  user%d: {token: \"%s\", subdomains: [user%d]}%n".formatted(i, hash, i));
    }
    Path file = Files.writeString(directory.resolve(name), text);
    return TestServer.withAccounts(directory.resolve(name + "-state"), file, PortRanges.NONE);
  }

  private void measure(String what, ServerOptions options, String before) throws IOException {
    try (TestServer server = TestServer.start(options)) {
      login(server, WARM_UP, before, 0);
      threads.setThreadContentionMonitoringEnabled(true);
      Map<Long, Long> cpu = cpu();
      Map<Long, Long> waits = waits();
      Map<Long, Long> waited = waited();
      login(server, logins, before, WARM_UP);
      double millis = grown(cpu, cpu()) / 1e6 / logins;
      System.out.printf(
          "| %s | %.2f | %d | %d |%n",
          what, millis, grown(waits, waits()), grown(waited, waited()));
    }
  }

  private void login(TestServer server, int times, String before, int from) throws IOException {
    for (int i = 0; i < times; i++) {
      try (OldClient client = server.client()) {
        String token = before + tokens.get((from + i) % tokens.size());
        String error = MessageText.field(client.connectAndAuth(token, ""), "Error");
        if (!error.isEmpty()) {
          throw new IOException(error);
        }
      }
    }
  }

  private static long grown(Map<Long, Long> before, Map<Long, Long> after) {
    return after.entrySet().stream()
        .mapToLong(entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L))
        .sum();
  }

  /** Of all the server's threads, in nanoseconds. */
  private Map<Long, Long> cpu() {
    Map<Long, Long> used = new HashMap<>();
    for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (info != null && info.getThreadName().startsWith("ngrokd")) {
        used.put(info.getThreadId(), threads.getThreadCpuTime(info.getThreadId()));
      }
    }
    return used;
  }

  /** How often an event loop waited for a lock or another thread; for sockets does not count. */
  private Map<Long, Long> waits() {
    return ofLoops(info -> info.getBlockedCount() + info.getWaitedCount());
  }

  /** How long, in milliseconds. */
  private Map<Long, Long> waited() {
    return ofLoops(info -> info.getBlockedTime() + info.getWaitedTime());
  }

  private Map<Long, Long> ofLoops(ToLongFunction<ThreadInfo> value) {
    Map<Long, Long> values = new HashMap<>();
    for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (info != null && info.getThreadName().matches("ngrokd-[0-9]+(-[0-9]+)?")) {
        values.put(info.getThreadId(), value.applyAsLong(info));
      }
    }
    return values;
  }
}

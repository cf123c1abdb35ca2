package org.ngrokd.server.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to find whose token it is, with few accounts and with many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class UsersBenchmark {
  @Param({"10", "10000"})
  public int accounts;

  private Users users = Users.NOBODY;
  private final List<String> tokens = new ArrayList<>();
  private final String madeUp = TokenText.make();
  private int next;

  @Setup
  public void make() {
    List<User> all = new ArrayList<>();
    for (int i = 0; i < accounts; i++) {
      tokens.add(TokenText.make());
      all.add(new User("user" + i, TokenHash.of(tokens.get(i)), Allowance.ALL, List.of()));
      all.add(new User("old" + i, TokenHash.of("old" + i), Allowance.ALL, List.of()));
    }
    users = new Users(all);
  }

  @Benchmark
  public Optional<User> known() {
    next = (next + 1) % accounts;
    return users.withToken(tokens.get(next));
  }

  @Benchmark
  public Optional<User> madeUp() {
    return users.withToken(madeUp);
  }

  /** Off the event loops. */
  @Benchmark
  public Optional<User> madeUpOfAnOldForm() {
    return users.withToken("made-up");
  }

  @Benchmark
  public boolean isKept() {
    return users.isKept(new AskedName("shop.example.com", "example.com"), "user1");
  }
}

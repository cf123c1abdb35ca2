package org.ngrokd.server.teams.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.testing.EveryStore;
import org.ngrokd.server.testing.TestDatabase;

class StorePlaceTest {
  @EveryStore
  void whatIsKeptIsThereForEveryServer(TestDatabase database) {
    StorePlace first = new StorePlace(database.store());
    StorePlace second = new StorePlace(database.another());

    assertThat(first.keep("ssh_host_x", () -> "one")).isEqualTo("one");
    assertThat(second.keep("ssh_host_x", () -> "other")).isEqualTo("one");
    assertThat(second.keep("ssh_host_y", () -> "two")).isEqualTo("two");
  }

  @EveryStore
  void ofTwoServersThatStartAtATimeBothHaveTheSame(TestDatabase database) {
    StorePlace one = new StorePlace(database.store());
    StorePlace two = new StorePlace(database.another());
    CyclicBarrier both = new CyclicBarrier(2);

    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(() -> one.keep("k", () -> afterBoth(both, "one")));
    CompletableFuture<String> second =
        CompletableFuture.supplyAsync(() -> two.keep("k", () -> afterBoth(both, "two")));

    assertThat(first.join()).isEqualTo(second.join());
  }

  private static String afterBoth(CyclicBarrier both, String key) {
    try {
      both.await(60, TimeUnit.SECONDS);
      return key;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

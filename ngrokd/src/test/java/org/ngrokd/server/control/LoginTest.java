package org.ngrokd.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.AccountSource;

/** What a source of accounts is that is somewhere else: it answers late, or not at all. */
class LoginTest {
  private static final Auth AUTH =
      new Auth("2", "1.7", "token", "", "linux", "amd64", "", List.of());

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Remote accounts = new Remote();
  private final List<Login.Outcome> outcomes = new ArrayList<>();
  private final Login login =
      new Login(
          new Identities(accounts, new ClientIds(new byte[ClientIds.KEY_BYTES])),
          channel.eventLoop());

  /** Answers when it is told to. */
  private static final class Remote implements AccountSource {
    final CompletableFuture<Optional<Account>> answer = new CompletableFuture<>();

    @Override
    public CompletionStage<Optional<Account>> withToken(String token) {
      return answer;
    }

    @Override
    public CompletionStage<Boolean> isCurrent(Account account, String token) {
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public String refusal(String token) {
      return "Sign in first";
    }
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void decide() {
    channel.freezeTime();
    login.decide(AUTH, outcomes::add);
    channel.runPendingTasks();
  }

  @Test
  void answerThatComesLaterLetsTheClientInThen() {
    decide();
    assertThat(outcomes).isEmpty();

    channel.advanceTimeBy(7, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    accounts.answer.complete(Optional.of(Account.ANYBODY));
    channel.runPendingTasks();

    assertThat(outcomes).singleElement().isInstanceOf(Login.Known.class);
  }

  @Test
  void nobodysTokenIsRefusedInTheWordsOfTheSource() {
    decide();
    accounts.answer.complete(Optional.empty());
    channel.runPendingTasks();

    assertThat(outcomes)
        .singleElement()
        .isInstanceOfSatisfying(
            Login.Refused.class, refused -> assertThat(refused.error()).isEqualTo("Sign in first"));
  }

  /** An old client that is refused ends; one whose connection breaks comes again. */
  @Test
  void sourceThatFailsRefusesNobody() {
    decide();
    accounts.answer.completeExceptionally(new IOException("no database"));
    channel.runPendingTasks();

    assertThat(outcomes)
        .singleElement()
        .isInstanceOfSatisfying(
            Login.Undecided.class,
            undecided -> assertThat(undecided.why()).contains("no database"));
  }

  @Test
  void sourceThatIsSilentIsNotWaitedForAndItsAnswerIsTooLate() {
    decide();
    channel.advanceTimeBy(Login.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(outcomes).singleElement().isInstanceOf(Login.Undecided.class);

    accounts.answer.complete(Optional.of(Account.ANYBODY));
    channel.runPendingTasks();

    assertThat(outcomes).hasSize(1);
  }
}

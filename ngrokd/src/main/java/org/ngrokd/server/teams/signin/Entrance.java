package org.ngrokd.server.teams.signin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;

/** Lets somebody in whose account is known now. Safe from any thread. */
final class Entrance {
  private final Store store;
  private final Sessions sessions;
  private final Sweeper sweeper;

  Entrance(Store store, Sessions sessions, Sweeper sweeper) {
    this.store = store;
    this.sessions = sessions;
    this.sweeper = sweeper;
  }

  /**
   * Begins a session, in place of the browser's old one.
   *
   * @param who finds the account, or refuses
   * @param back where to go, as {@link ReturnAddress} has it
   */
  CompletionStage<Answer> enter(Asked asked, Function<Tables, AccountRow> who, String back) {
    Visitor visitor = Visitor.of(asked);
    return store
        .later(
            tables -> {
              sweeper.sweepIfDue(tables);
              AccountRow account = who.apply(tables);
              if (account.isDisabled()) {
                throw new RefusalException(Refusal.DISABLED, account.subdomain());
              }
              sessions.end(tables, asked);
              return sessions.start(tables, account.id(), visitor.address(), visitor.agent());
            })
        .thenApply(
            cookie ->
                Replies.to(HttpResponseStatus.SEE_OTHER, back)
                    .with("Set-Cookie", sessions.cookie(cookie)));
  }
}

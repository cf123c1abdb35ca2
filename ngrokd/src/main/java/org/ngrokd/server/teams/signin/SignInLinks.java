package org.ngrokd.server.teams.signin;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Tables;

/** Links that sign somebody in, once, and soon: for people of no provider. Safe from any thread. */
public final class SignInLinks {
  static final String PATH = "/-/link/";

  /** How long one is good. */
  public static final Duration LIFE = Duration.ofMinutes(15);

  private static final String KIND = "link";

  private final SiteAddress site;
  private final Clock clock;

  public SignInLinks(SiteAddress site, Clock clock) {
    this.site = site;
    this.clock = clock;
  }

  /** A new link for an account; whoever has it is that account, so it is shown to one person. */
  public URI make(Tables tables, String accountId) {
    String code = Secrets.random();
    tables.once().add(KIND, Secrets.hash(code), Optional.of(accountId), clock.instant().plus(LIFE));
    return site.at(PATH + code);
  }

  /** Uses one up: whose it was; empty when it was used, has ended, or never was. */
  Optional<AccountRow> take(Tables tables, String code) {
    return tables
        .once()
        .take(KIND, Secrets.hash(code), clock.instant())
        .flatMap(id -> tables.accounts().withId(id));
  }
}

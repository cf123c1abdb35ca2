package org.ngrokd.server.teams.site;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.ProductVersion;
import org.ngrokd.server.access.Allowance;
import org.ngrokd.server.ssh.hostkeys.SshFacts;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.accounts.PeopleKeys;
import org.ngrokd.server.teams.signin.SignedIn;
import org.ngrokd.server.teams.signin.SiteAddress;
import org.ngrokd.server.teams.store.AccountRow;

/**
 * What whoever asks has to know of this server and of themselves. Immutable.
 *
 * @param options what holds for all accounts
 * @param ssh how people come by SSH; empty: not at all, or not yet
 */
public record ServerCard(
    TeamsOptions.Accounts options,
    SiteAddress address,
    Facts facts,
    Supplier<Optional<SshFacts>> ssh) {
  private static final Pattern PIN = Pattern.compile("server_fingerprint: \"([^\"]*)\"");

  /**
   * What is known of the server.
   *
   * @param domain the host of public URLs
   * @param http host and port at the end of names of http tunnels; empty: there are none
   * @param https the same for https
   * @param tunnelAddr where clients come
   * @param clientConfigLine what their config needs to trust the certificate
   */
  public record Facts(
      String domain,
      Optional<String> http,
      Optional<String> https,
      Supplier<String> tunnelAddr,
      Supplier<String> clientConfigLine) {}

  Resources.Me me(Caller caller) {
    AccountRow account = caller.account();
    return new Resources.Me(
        new Resources.Account(
            account.id(),
            account.person().displayName(),
            account.person().email(),
            account.subdomain(),
            account.role().word(),
            limits(account)),
        caller.session().map(SignedIn::csrf).orElse(null),
        caller.session().isPresent(),
        server(),
        url(account.subdomain()));
  }

  private Resources.Limits limits(AccountRow account) {
    String text = account.limits().isEmpty() ? options.limits() : account.limits();
    int maxTunnels = Allowance.parse(text).quota().maxTunnels();
    return new Resources.Limits(
        options.most().names(),
        options.most().ports(),
        options.most().tokens(),
        PeopleKeys.MOST,
        maxTunnels == 0 ? null : maxTunnels);
  }

  private Resources.ServerFacts server() {
    Optional<SshFacts> bySsh = ssh.get();
    return new Resources.ServerFacts(
        facts.domain(),
        address.url().toString(),
        facts.http().map(base -> "http://" + base).orElse(null),
        facts.https().map(base -> "https://" + base).orElse(null),
        facts.tunnelAddr().get(),
        pin(),
        ProductVersion.of(Api.class),
        bySsh.map(SshFacts::addr).orElse(null),
        bySsh.map(Resources.Ssh::of).orElse(null));
  }

  /** The public URL of a tunnel with this subdomain, by https where there is some. */
  public String url(String subdomain) {
    return facts
        .https()
        .map(base -> "https://" + subdomain + "." + base)
        .or(() -> facts.http().map(base -> "http://" + subdomain + "." + base))
        .orElse("");
  }

  /** Nothing where the computers of clients trust the certificate out of the box. */
  private @Nullable String pin() {
    Matcher line = PIN.matcher(facts.clientConfigLine().get());
    return line.find() ? line.group(1) : null;
  }
}

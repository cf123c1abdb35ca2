package org.ngrokd.server.ssh;

import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.server.auth.AsyncAuthException;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.access.AccountSource;
import org.ngrokd.server.access.AccountSources;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.Junk;
import org.ngrokd.server.ssh.words.UserName;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.ssh.SshLine;

/**
 * Finds out who somebody is: by a token, as the password or as part of the user name; by a public
 * key; by a certificate. The user name alone is nobody. On a server without accounts anybody is let
 * in, and shows a key first where he has one: private tunnels may be for some keys only.
 *
 * <p>On the event loop of the connection. Where accounts come from may take its time to answer
 * about a token; what it says of a key has to be known at once, since a client asks first whether a
 * key would do.
 */
final class SshLogin implements KeyboardInteractiveAuthenticator {
  static final AttributeKey<Identity> IDENTITY = new AttributeKey<>();

  /** Of localhost.run's people: lets in where anybody may come, without a question. */
  private static final String NO_KEY = "nokey";

  private static final int PATIENCE_SECONDS = 8;

  /** What is shorter is a name: nobody's token, and nothing that has to be told of in the log. */
  private static final int SHORTEST_TOKEN = 16;

  private final AccountSources accounts;
  private final UserCa userCa;
  private final FloodReports reports;

  SshLogin(AccountSources accounts, UserCa userCa, FloodReports reports) {
    this.accounts = accounts;
    this.userCa = userCa;
    this.reports = reports;
  }

  /** Whether the password is a token. */
  boolean password(String user, String password, ServerSession session) {
    return withToken(password, session);
  }

  /** Whether the user name is enough. */
  boolean none(String user, ServerSession session) {
    String first = UserName.of(user).first();
    if (accounts.isOpen()) {
      return first.equals(NO_KEY) && withToken("", session);
    }
    return first.length() >= SHORTEST_TOKEN && withToken(first, session);
  }

  private boolean withToken(String token, ServerSession session) {
    CompletableFuture<Optional<Account>> asked = accounts.withToken(token).toCompletableFuture();
    if (asked.isDone()) {
      return decided(token, asked, session);
    }
    AsyncAuthException later = new AsyncAuthException();
    SshLine line = SshLine.of(session);
    var unused =
        asked
            .copy()
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (known, failure) ->
                    line.loop().execute(() -> later.setAuthed(decided(token, asked, session))));
    throw later;
  }

  private boolean decided(
      String token, CompletableFuture<Optional<Account>> asked, ServerSession session) {
    if (!asked.isDone()) {
      refuse(session, "accounts cannot be asked now: no answer in " + PATIENCE_SECONDS + " s");
      return false;
    }
    try {
      Optional<Account> known = asked.join();
      known.ifPresentOrElse(
          account ->
              session.setAttribute(
                  IDENTITY, new Identity(account, new Identity.Token(token), Optional.empty())),
          () -> refuse(session, accounts.refusal(token)));
      return known.isPresent();
    } catch (CompletionException | CancellationException e) {
      refuse(session, "accounts cannot be asked now: " + Failures.oneLine(Failures.unwrapped(e)));
      return false;
    }
  }

  /** Whether this key is somebody's. It is asked about before its owner has shown to have it. */
  boolean key(PublicKey key, ServerSession session) {
    Optional<Identity> known =
        key instanceof OpenSshCertificate certificate
            ? withCertificate(certificate, session)
            : withKey(KeyUtils.getFingerPrint(key));
    known.ifPresent(identity -> session.setAttribute(IDENTITY, identity));
    return known.isPresent();
  }

  private Optional<Identity> withKey(String fingerprint) {
    return now(accounts.withKey(fingerprint))
        .map(
            account ->
                new Identity(account, new Identity.Key(fingerprint), Optional.of(fingerprint)));
  }

  private Optional<Identity> withCertificate(
      OpenSshCertificate certificate, ServerSession session) {
    InetSocketAddress from = (InetSocketAddress) session.getClientAddress();
    Iterator<String> principals = userCa.principals(certificate, from.getAddress()).iterator();
    Optional<String> fingerprint =
        Optional.of(KeyUtils.getFingerPrint(certificate.getCertPubKey()));
    while (principals.hasNext()) {
      Optional<Identity> named =
          now(accounts.named(principals.next()))
              .map(
                  account ->
                      new Identity(
                          account, new Identity.Certificate(certificate.getId()), fingerprint));
      if (named.isPresent()) {
        return named;
      }
    }
    return Optional.empty();
  }

  /** What is not known yet is not known: {@link AccountSource}s have keys in memory. */
  private static Optional<Account> now(CompletionStage<Optional<Account>> asked) {
    try {
      return asked.toCompletableFuture().getNow(Optional.empty());
    } catch (CompletionException | CancellationException e) {
      return Optional.empty();
    }
  }

  private void refuse(ServerSession session, String why) {
    SshLine line = SshLine.of(session);
    if (reports.junk(Junk.UNKNOWN_TOKEN, line.socket())) {
      SshConnection.logOf(session)
          .warn("Refused (peer {}): {}", PeerAddress.of(line.socket()), why);
    }
  }

  /** Asks nothing of anybody on a server without accounts, so that ssh needs no password there. */
  @Override
  public @Nullable InteractiveChallenge generateChallenge(
      ServerSession session, String user, String language, String methods) {
    return accounts.isOpen() ? new InteractiveChallenge() : null;
  }

  @Override
  public boolean authenticate(ServerSession session, String user, List<String> responses) {
    return accounts.isOpen() && withToken("", session);
  }
}

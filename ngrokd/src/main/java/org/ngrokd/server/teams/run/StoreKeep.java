package org.ngrokd.server.teams.run;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ngrokd.certs.Identity;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.acme.keep.AccountKeys;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.OrderNotes;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.store.CertificateRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.StoreException;
import org.ngrokd.server.teams.store.Tables;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database of accounts as the place of certificates: all its servers have the same ones. */
public final class StoreKeep implements CertificateKeep {
  private static final Logger LOG = LoggerFactory.getLogger(StoreKeep.class);
  private static final String ACCOUNT = "acme_account ";

  private final Store store;
  private final OrderNotes notes;

  private StoreKeep(Store store) {
    this.store = store;
    this.notes = new StoreNotes(store);
  }

  /**
   * Opens the database, beside a server's accounts or a command.
   *
   * @throws UserException when it cannot be used
   */
  public static StoreKeep open(TeamsOptions.Database database, StateDirectory state) {
    return new StoreKeep(Store.beside(database, state.directory("accounts")));
  }

  private <T> T now(Function<Tables, T> question) {
    try {
      return store.now(question);
    } catch (StoreException e) {
      throw new UserException("Certificates are not kept now: " + e.getMessage());
    }
  }

  @Override
  public List<Kept> all() {
    return kept(now(tables -> tables.certificates().all()));
  }

  @Override
  public List<Kept> find(String name) {
    return kept(now(tables -> tables.certificates().find(name)));
  }

  private static List<Kept> kept(List<CertificateRow> rows) {
    List<Kept> all = new ArrayList<>();
    for (CertificateRow row : rows) {
      try {
        all.add(new Kept(row.name(), identity(row), row.used()));
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        LOG.warn(
            "The certificate of {} is left out, and got anew when it is needed: {}",
            row.name(),
            Failures.oneLine(e));
      }
    }
    return all;
  }

  private static Identity identity(CertificateRow row) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> chain = new ArrayList<>();
    for (String line : row.chain().split("\n", -1)) {
      byte[] encoded = Base64.getDecoder().decode(line);
      chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded)));
    }
    return new Identity(chain, key(row.kind(), row.secret()));
  }

  private static PrivateKey key(String kind, String secret) throws GeneralSecurityException {
    return KeyFactory.getInstance(kind)
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(secret)));
  }

  @Override
  public Optional<Map<String, Set<String>>> shared() {
    return Optional.of(now(tables -> tables.certificates().serials()));
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public void put(Kept certificate) {
    CertificateRow row = row(certificate);
    change(tables -> tables.certificates().put(row));
  }

  private static CertificateRow row(Kept certificate) {
    List<String> chain = new ArrayList<>();
    try {
      for (X509Certificate each : certificate.identity().chain()) {
        chain.add(Base64.getEncoder().encodeToString(each.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a certificate that has no bytes", e);
    }
    PrivateKey key = certificate.identity().key();
    return new CertificateRow(
        certificate.name(),
        certificate.isRsa() ? "RSA" : "EC",
        certificate.serial(),
        String.join("\n", chain),
        Base64.getEncoder().encodeToString(key.getEncoded()),
        certificate.usedAt());
  }

  private void change(Consumer<Tables> change) {
    boolean unused =
        now(
            tables -> {
              change.accept(tables);
              return true;
            });
  }

  @Override
  public void remove(String name) {
    change(tables -> tables.certificates().remove(name));
  }

  /** That it is not noted once does no harm: another day is. */
  @Override
  public void used(String name, Instant at) {
    try {
      change(tables -> tables.certificates().used(name, at));
    } catch (UserException e) {
      LOG.debug("That {} is used is not noted: {}", name, e.getMessage());
    }
  }

  @Override
  public void ask(String name) {
    change(tables -> tables.certificates().ask(name));
  }

  /** While the database is away nothing is asked. */
  @Override
  public Set<String> takeAsked() {
    try {
      return now(tables -> tables.certificates().takeAsked());
    } catch (UserException e) {
      LOG.debug("What is asked for is not known now: {}", e.getMessage());
      return Set.of();
    }
  }

  @Override
  public OrderNotes notes() {
    return notes;
  }

  /** While the database is away each server is on its own. */
  @Override
  public boolean claim(String order, Instant now, Instant until) {
    try {
      return now(tables -> tables.orders().claim(order, now, until));
    } catch (UserException e) {
      LOG.debug("Who else asks for {} is not known now: {}", order, e.getMessage());
      return true;
    }
  }

  @Override
  public void release(String order) {
    try {
      change(tables -> tables.orders().release(order));
    } catch (UserException e) {
      LOG.debug("That {} is asked for no more is not noted: {}", order, e.getMessage());
    }
  }

  /** Of several servers at the same time one's is kept. */
  @Override
  public KeyPair accountKey(String ca, Supplier<KeyPair> made) {
    String name = ACCOUNT + ca;
    String kept =
        now(tables -> tables.own().find(name))
            .orElseGet(
                () -> {
                  String text = text(made.get().getPrivate());
                  return now(tables -> tables.own().keep(name, text));
                });
    int space = kept.indexOf(' ');
    try {
      return AccountKeys.pair(key(kept.substring(0, space), kept.substring(space + 1)));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new UserException(
          "The key of the account at %s in the database is damaged: %s"
              .formatted(ca, Failures.oneLine(e)));
    }
  }

  private static String text(PrivateKey key) {
    return key.getAlgorithm() + " " + Base64.getEncoder().encodeToString(key.getEncoded());
  }

  @Override
  public void close() {
    store.close();
  }
}

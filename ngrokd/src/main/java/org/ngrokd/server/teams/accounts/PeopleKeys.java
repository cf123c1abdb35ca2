package org.ngrokd.server.teams.accounts;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.server.access.PublicKeyText;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.SshKeyRow;
import org.ngrokd.server.teams.store.Tables;

/**
 * The part of {@link People} that is about public keys; the same holds for it. Immutable; safe from
 * any thread.
 */
public final class PeopleKeys {
  /** More than anybody has devices. */
  public static final int MOST = 50;

  private static final int LONGEST_LABEL = 64;

  private final Audit audit;
  private final Clock clock;

  PeopleKeys(Audit audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Adds keys: all of a text, or none. Those that are the account's already stay as they are.
   *
   * @param text as in ~/.ssh/authorized_keys
   * @param label what its owner calls it; "": what stands behind each key
   * @return all keys of the text, as they are kept
   * @throws RefusedException when there is none, one is wrong or somebody else's, or there would be
   *     too many
   */
  public List<SshKeyRow> add(
      Tables tables, AccountRow account, String text, String label, Actor by) {
    PublicKeyText.Parsed parsed = PublicKeyText.read(text);
    if (!parsed.faults().isEmpty()) {
      String code = PublicKeyText.isPrivate(text) ? "key.private" : "key.bad";
      throw new RefusedException(code, String.join("\n", parsed.faults()));
    }
    if (parsed.keys().isEmpty()) {
      throw new RefusedException(
          "key.bad", "There is no key in it: a key is one line, as in ~/.ssh/id_ed25519.pub");
    }
    tables.own().alone(); // or two at a time would be one too many
    List<SshKeyRow> kept = new ArrayList<>();
    for (PublicKeyText key : parsed.keys()) {
      kept.add(add(tables, account, key, label.isBlank() ? key.comment() : label, by));
    }
    if (tables.keys().of(account.id()).size() > MOST) {
      throw new RefusedException(
          "key.limit",
          "There would be more than %d keys, all that may be: remove one first".formatted(MOST));
    }
    return kept;
  }

  private SshKeyRow add(
      Tables tables, AccountRow account, PublicKeyText key, String label, Actor by) {
    String fingerprint = key.fingerprint();
    Optional<SshKeyRow> before = tables.keys().find(fingerprint);
    if (before.filter(row -> row.accountId().equals(account.id())).isPresent()) {
      return before.get();
    }
    if (before.isPresent()) {
      throw new RefusedException(
          "key.taken",
          "The key "
              + fingerprint
              + " is another account's: a key leads to one account, make another for this one");
    }
    SshKeyRow row =
        new SshKeyRow(
            fingerprint,
            account.id(),
            key.type(),
            key.blob(),
            key.bits(),
            label(label),
            clock.instant(),
            Optional.empty());
    tables.keys().add(row);
    audit.add(tables, by, "key.added", account.subdomain(), key.type() + " " + fingerprint);
    return row;
  }

  /** What its owner calls it; comments of keys are cut where they are long. */
  private static String label(String typed) {
    String line = typed.strip().replaceAll("\\p{Cntrl}", " ");
    return line.codePointCount(0, line.length()) <= LONGEST_LABEL
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_LABEL));
  }

  /**
   * Removes a key; what is connected by it ends.
   *
   * @throws RefusedException when the account has none of this fingerprint
   */
  public void remove(Tables tables, AccountRow account, String fingerprint, Actor by) {
    if (!tables.keys().remove(fingerprint, account.id())) {
      throw new RefusedException("key.unknown", "There is no such key: it may be removed already");
    }
    audit.add(tables, by, "key.removed", account.subdomain(), fingerprint);
  }
}

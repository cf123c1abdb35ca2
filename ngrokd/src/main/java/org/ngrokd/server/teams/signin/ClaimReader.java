package org.ngrokd.server.teams.signin;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.TeamsOptions.Admission;
import org.ngrokd.server.teams.store.AccountRow.Identity;
import org.ngrokd.server.teams.store.AccountRow.Person;
import org.ngrokd.server.teams.store.Role;

/** Reads claims as the config says, and decides who is let in. Immutable. */
final class ClaimReader {
  /** Longer ones are nobody's name; they stand in the database and on pages. */
  private static final int LONGEST = 254;

  private final TeamsOptions.Provider provider;

  ClaimReader(TeamsOptions.Provider provider) {
    this.provider = provider;
  }

  /**
   * Who it is.
   *
   * @param claims of the ID token and of userinfo
   * @throws RefusalException when that is not said, or they are not let in
   */
  Claimed read(String subject, Map<String, Object> claims) {
    String identifier =
        text(claims, provider.claims().identifier())
            .orElseThrow(() -> missing(provider.claims().identifier()));
    Optional<String> email = text(claims, provider.claims().email());
    requireVerified(email, identifier, claims);
    requireDomain(email);
    Person person =
        new Person(
            text(claims, provider.claims().displayName()).orElse(identifier), email.orElse(""));
    return new Claimed(new Identity(provider.id(), subject), person, identifier, role(claims));
  }

  private static RefusalException missing(String claim) {
    return new RefusalException(
        Refusal.CLAIM_MISSING,
        "claim '" + claim + "' is not there; is its scope among those that are asked for?");
  }

  /** An address that nobody has verified is a wish; the name is made from it too. */
  private void requireVerified(
      Optional<String> email, String identifier, Map<String, Object> claims) {
    boolean isUsed = email.isPresent() || identifier.contains("@");
    boolean isVerified = "true".equals(String.valueOf(claims.get("email_verified")));
    if (isUsed && !isVerified && !provider.admission().acceptsUnverifiedEmail()) {
      throw new RefusalException(Refusal.EMAIL_UNVERIFIED, "claim 'email_verified' is not true");
    }
  }

  private void requireDomain(Optional<String> email) {
    List<String> domains = provider.admission().domains();
    if (domains.isEmpty()) {
      return;
    }
    String address = email.orElseThrow(() -> missing(provider.claims().email()));
    String domain = address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    if (!address.contains("@")
        || domains.stream().noneMatch(each -> each.toLowerCase(Locale.ROOT).equals(domain))) {
      throw new RefusalException(Refusal.DOMAIN);
    }
  }

  private Optional<Role> role(Map<String, Object> claims) {
    Admission admission = provider.admission();
    if (admission.adminGroups().isEmpty() && admission.memberGroups().isEmpty()) {
      return Optional.empty();
    }
    List<String> groups = words(find(claims, provider.claims().groups()).orElse(List.of()));
    if (admission.adminGroups().stream().anyMatch(groups::contains)) {
      return Optional.of(Role.ADMIN);
    }
    if (!admission.memberGroups().isEmpty()
        && admission.memberGroups().stream().noneMatch(groups::contains)) {
      throw new RefusalException(Refusal.GROUP);
    }
    return admission.adminGroups().isEmpty() ? Optional.empty() : Optional.of(Role.MEMBER);
  }

  private static List<String> words(Object value) {
    return value instanceof Collection<?> several
        ? several.stream().map(String::valueOf).toList()
        : List.of(String.valueOf(value));
  }

  private static Optional<String> text(Map<String, Object> claims, String name) {
    return find(claims, name)
        .filter(value -> value instanceof String || value instanceof Number)
        .map(value -> String.valueOf(value).strip())
        .filter(text -> !text.isEmpty() && text.length() <= LONGEST);
  }

  /** By its name, or by the names on the way to it: {@code realm_access.roles}. */
  private static Optional<Object> find(Map<String, Object> claims, String name) {
    Object at = claims.get(name);
    if (at == null && name.contains(".")) {
      at = claims;
      for (String each : name.split("\\.", -1)) {
        at = at instanceof Map<?, ?> map ? map.get(each) : null;
      }
    }
    return Optional.ofNullable(at);
  }
}

package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.TeamsOptions.Admission;
import org.ngrokd.server.teams.TeamsOptions.Claims;
import org.ngrokd.server.teams.TeamsOptions.Client;
import org.ngrokd.server.teams.store.Role;

class ClaimReaderTest {
  private static ClaimReader reader(Claims claims, Admission admission) {
    return new ClaimReader(
        new TeamsOptions.Provider(
            "company",
            "The Company",
            URI.create("https://id.example"),
            new Client("id", "", Client.SCOPES),
            claims,
            admission));
  }

  private static Refusal refusal(ClaimReader reader, Map<String, Object> claims) {
    return catchThrowableOfType(RefusalException.class, () -> reader.read("1", claims)).refusal();
  }

  @Test
  void claimsAreReadAsTheConfigNamesThem() {
    Claims claims = new Claims("login", "person.full", "mail", "realm_access.roles");
    Claimed read =
        reader(claims, new Admission(List.of(), true, List.of("boss"), List.of()))
            .read(
                "1",
                Map.of(
                    "login",
                    "ada",
                    "person",
                    Map.of("full", "Ada L."),
                    "mail",
                    "ada@example.com",
                    "realm_access",
                    Map.of("roles", List.of("boss"))));

    assertThat(read.identifier()).isEqualTo("ada");
    assertThat(read.person().displayName()).isEqualTo("Ada L.");
    assertThat(read.person().email()).isEqualTo("ada@example.com");
    assertThat(read.role()).contains(Role.ADMIN);
  }

  @Test
  void whereNoGroupsMakeAdminsARoleStaysWhatItIs() {
    Map<String, Object> claims =
        Map.of("email", "a@b.example", "email_verified", "true", "groups", "staff");

    assertThat(reader(Claims.DEFAULT, Admission.EVERYBODY).read("1", claims).role()).isEmpty();
    assertThat(
            reader(Claims.DEFAULT, new Admission(List.of(), false, List.of(), List.of("staff")))
                .read("1", claims)
                .role())
        .isEqualTo(Optional.empty());
  }

  @Test
  void anIdentifierThatIsAnAddressHasToBeVerifiedToo() {
    Claims claims = new Claims("login", "name", "", "");

    assertThat(
            refusal(reader(claims, Admission.EVERYBODY), Map.of("login", "boss@company.example")))
        .isEqualTo(Refusal.EMAIL_UNVERIFIED);
  }

  @Test
  void aDomainIsTheWholeOfWhatStandsBehindTheLastAt() {
    ClaimReader company =
        reader(
            Claims.DEFAULT, new Admission(List.of("company.example"), true, List.of(), List.of()));

    assertThat(refusal(company, Map.of("email", "a@evilcompany.example")))
        .isEqualTo(Refusal.DOMAIN);
    assertThat(refusal(company, Map.of("email", "a@company.example@evil.example")))
        .isEqualTo(Refusal.DOMAIN);
    assertThat(refusal(company, Map.of("email", "company.example"))).isEqualTo(Refusal.DOMAIN);
    assertThat(company.read("1", Map.of("email", "a@COMPANY.example")).identifier())
        .isEqualTo("a@COMPANY.example");
  }

  @Test
  void whatIsNoTextIsNobodysName() {
    ClaimReader everybody = reader(Claims.DEFAULT, Admission.EVERYBODY);

    assertThat(refusal(everybody, Map.of("email", List.of("a@b.example"))))
        .isEqualTo(Refusal.CLAIM_MISSING);
    assertThat(refusal(everybody, Map.of("email", "  "))).isEqualTo(Refusal.CLAIM_MISSING);
    assertThat(refusal(everybody, Map.of("email", "a".repeat(300))))
        .isEqualTo(Refusal.CLAIM_MISSING);
  }
}

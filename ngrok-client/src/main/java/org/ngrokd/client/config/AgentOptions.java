package org.ngrokd.client.config;

import java.util.List;
import java.util.Optional;
import org.ngrokd.protocol.Masked;

/**
 * What today's agents ask for beside what 1.7 knows.
 *
 * @param isPooled whether other clients of the same account may have the same name, and share its
 *     visitors
 * @param termination where visitors' TLS ends here; empty: at the server or at the service
 * @param otherPasswords more of "user:password", each of which lets visitors in
 * @param metadata anything; told by the API
 * @param description for people; told by the API
 */
public record AgentOptions(
    boolean isPooled,
    Optional<Termination> termination,
    List<String> otherPasswords,
    String metadata,
    String description) {
  /** Nothing. */
  public static final AgentOptions NONE =
      new AgentOptions(false, Optional.empty(), List.of(), "", "");

  public AgentOptions {
    otherPasswords = List.copyOf(otherPasswords);
  }

  public AgentOptions withPool(boolean isShared) {
    return new AgentOptions(isShared, termination, otherPasswords, metadata, description);
  }

  public AgentOptions withTermination(Optional<Termination> here) {
    return new AgentOptions(isPooled, here, otherPasswords, metadata, description);
  }

  public AgentOptions withOtherPasswords(List<String> usersAndPasswords) {
    return new AgentOptions(isPooled, termination, usersAndPasswords, metadata, description);
  }

  public AgentOptions withMetadata(String text) {
    return new AgentOptions(isPooled, termination, otherPasswords, text, description);
  }

  public AgentOptions withDescription(String text) {
    return new AgentOptions(isPooled, termination, otherPasswords, metadata, text);
  }

  /** The passwords stay out. */
  @Override
  public String toString() {
    return "AgentOptions[isPooled=%s, termination=%s, otherPasswords=%s]"
        .formatted(isPooled, termination, otherPasswords.stream().map(Masked::secret).toList());
  }
}

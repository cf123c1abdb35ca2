package org.ngrokd.server.acme.dns;

import java.util.List;
import java.util.Optional;

/**
 * What a name server answered.
 *
 * @param asked the name that it answers about, in lower case
 */
record Reply(
    int id,
    int flags,
    String asked,
    List<Resource> answers,
    List<Resource> authority,
    List<Resource> additional) {
  static final int NO_ERROR = 0;
  static final int NO_SUCH_NAME = 3;

  private static final int RESPONSE = 0x8000;
  private static final int AUTHORITATIVE = 0x0400;
  private static final int TRUNCATED = 0x0200;

  boolean isResponse() {
    return (flags & RESPONSE) != 0;
  }

  boolean isAuthoritative() {
    return (flags & AUTHORITATIVE) != 0;
  }

  boolean isTruncated() {
    return (flags & TRUNCATED) != 0;
  }

  int code() {
    return flags & 0xf;
  }

  /** Whether it says what there is, if only that there is nothing. */
  boolean isAnswer() {
    return code() == NO_ERROR || code() == NO_SUCH_NAME;
  }

  /** The zone that a name is in, by the answer to a question for its SOA. */
  Optional<String> zone() {
    return answers.stream()
        .filter(each -> each.type() == Types.SOA)
        .findFirst()
        .or(() -> authority.stream().filter(each -> each.type() == Types.SOA).findFirst())
        .map(Resource::name);
  }

  /** Where the name really is, when it is another's name. */
  Optional<String> alias() {
    return answers.stream()
        .filter(each -> each.type() == Types.CNAME)
        .reduce((first, last) -> last)
        .map(Resource::target);
  }
}

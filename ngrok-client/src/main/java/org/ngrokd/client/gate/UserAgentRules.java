package org.ngrokd.client.gate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import org.ngrokd.client.config.UserAgents;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.http.RequestHead;

/**
 * Who is let in by what their program says it is. Where some are allowed by name, nobody else is;
 * whom both lists have is allowed. The expressions cost as much as the text is long, whoever wrote
 * it. Immutable; safe from any thread.
 */
final class UserAgentRules {
  /** No browser needs more, in characters; what stands behind is not looked at. */
  private static final int LOOK = 2048;

  private final List<Pattern> allow;
  private final List<Pattern> deny;

  /**
   * Reads the expressions.
   *
   * @throws UserException when one is none
   */
  UserAgentRules(UserAgents agents) {
    this.allow = agents.allow().stream().map(UserAgentRules::pattern).toList();
    this.deny = agents.deny().stream().map(UserAgentRules::pattern).toList();
  }

  private static Pattern pattern(String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new UserException(
          "The user agent '"
              + expression
              + "' is no regular expression as RE2 reads them ("
              + e.getDescription()
              + "); nobody could be let in by it: write one, as ^curl/");
    }
  }

  /** Whether the sender of this request is let in; who says nothing of itself says "". */
  boolean areMetBy(RequestHead request) {
    String agent = String.join(", ", request.headers().values("User-Agent"));
    String looked = agent.length() > LOOK ? agent.substring(0, LOOK) : agent;
    return allow.isEmpty() ? !isIn(deny, looked) : isIn(allow, looked);
  }

  private static boolean isIn(List<Pattern> patterns, String agent) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(agent).find());
  }
}

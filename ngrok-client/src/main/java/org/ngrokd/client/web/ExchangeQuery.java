package org.ngrokd.client.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.client.inspect.Course;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.view.BodyReader;

/**
 * What somebody looks for: {@code status:5xx path:/pay method:POST words "more words" -word}. All
 * of it has to hold. Words are looked for in targets, headers and bodies, in any case. A term that
 * looks like one with a key but is none is looked for as words, and told by {@link #misread}.
 */
final class ExchangeQuery {
  private static final Pattern TERM =
      Pattern.compile("(-?)(?:([A-Za-z]+):)?(?:\"([^\"]*)\"?|(\\S+))");
  private static final Set<String> STATES = Set.of("replay", "imported", "open", "broken", "error");
  private static final Pattern STATUS = Pattern.compile("(<=|>=|<|>|)([0-9]{1,3})");

  private final List<Predicate<SeenExchange>> terms = new ArrayList<>();
  private final List<String> misread = new ArrayList<>();

  private ExchangeQuery() {}

  static ExchangeQuery parse(String text) {
    ExchangeQuery query = new ExchangeQuery();
    Matcher each = TERM.matcher(text.strip());
    while (each.find()) {
      String key = each.group(2) == null ? "" : lower(each.group(2));
      String value = each.group(3) == null ? each.group(4) : each.group(3);
      Predicate<SeenExchange> term = term(key, value.toLowerCase(Locale.ROOT));
      query.terms.add(each.group(1).isEmpty() ? term : term.negate());
      if (isMisread(key, value)) {
        query.misread.add(key + ":" + value);
      }
    }
    return query;
  }

  boolean matches(SeenExchange exchange) {
    return terms.stream().allMatch(term -> term.test(exchange));
  }

  /** The terms with a key that is none, or a value that their key does not have. */
  List<String> misread() {
    return List.copyOf(misread);
  }

  private static boolean isMisread(String key, String value) {
    return switch (key) {
      case "", "method", "path", "tunnel", "client", "visitor", "type" -> false;
      case "status" -> !STATUS.matcher(value.toLowerCase(Locale.ROOT).replace("x", "0")).matches();
      case "is" -> !STATES.contains(lower(value));
      default -> !value.startsWith("//"); // as in http://
    };
  }

  private static Predicate<SeenExchange> term(String key, String value) {
    return switch (key) {
      case "status" -> status(value);
      case "method" -> seen -> lower(seen.request().method()).equals(value);
      case "path" -> seen -> lower(seen.request().target()).contains(value);
      case "tunnel" -> seen -> lower(seen.origin().tunnel()).contains(value);
      case "client", "visitor" -> seen -> lower(seen.origin().clientAddr()).contains(value);
      case "type" -> seen -> type(seen).contains(value);
      case "is" -> is(value);
      case "" -> words(value);
      default -> words(key + ":" + value); // as in http://
    };
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static int statusOf(SeenExchange seen) {
    return seen.reply().map(SeenReply::status).orElse(0);
  }

  /** 404, 4xx, >=400. */
  private static Predicate<SeenExchange> status(String value) {
    Matcher number = STATUS.matcher(value.replace("x", "0"));
    if (!number.matches()) {
      return seen -> false;
    }
    int wanted = Integer.parseInt(number.group(2));
    if (value.matches("[0-9]xx")) {
      return seen -> statusOf(seen) / 100 == wanted / 100;
    }
    return switch (number.group(1)) {
      case "<" -> seen -> statusOf(seen) < wanted && statusOf(seen) > 0;
      case "<=" -> seen -> statusOf(seen) <= wanted && statusOf(seen) > 0;
      case ">" -> seen -> statusOf(seen) > wanted;
      case ">=" -> seen -> statusOf(seen) >= wanted;
      default -> seen -> statusOf(seen) == wanted;
    };
  }

  private static Predicate<SeenExchange> is(String value) {
    return switch (value) {
      case "replay" -> seen -> !seen.origin().replayOf().isEmpty();
      case "imported" -> seen -> seen.origin().isImported();
      case "open" -> seen -> seen.course().state() == Course.State.OPEN;
      case "broken" -> seen -> seen.course().state() == Course.State.BROKEN;
      case "error" -> seen -> statusOf(seen) >= 400 || seen.course().state() == Course.State.BROKEN;
      default -> seen -> false;
    };
  }

  private static String type(SeenExchange seen) {
    String request = seen.request().header("Content-Type").orElse("");
    String reply = seen.reply().flatMap(each -> each.header("Content-Type")).orElse("");
    return lower(request + " " + reply);
  }

  private static Predicate<SeenExchange> words(String value) {
    return seen ->
        lower(seen.request().method() + " " + seen.request().target()).contains(value)
            || areIn(seen.request().headers(), value)
            || seen.reply().map(reply -> areIn(reply.headers(), value)).orElse(false)
            || lower(BodyReader.text(seen.request().headers(), seen.request().body()))
                .contains(value)
            || seen.reply()
                .map(reply -> lower(BodyReader.text(reply.headers(), reply.body())).contains(value))
                .orElse(false);
  }

  private static boolean areIn(List<Header> headers, String value) {
    return headers.stream()
        .anyMatch(header -> lower(header.name() + ": " + header.value()).contains(value));
  }
}

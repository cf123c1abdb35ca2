package org.ngrokd.client.files;

import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.ngrokd.streams.http.HeaderLines;

/**
 * What tells one state of a file from another, and what a request says of the one that it knows.
 * RFC 9110, 8.8 and 13.
 *
 * @param tag its entity tag, with its quotes
 * @param changed in whole seconds
 */
record Conditions(String tag, Instant changed) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  static Conditions of(BasicFileAttributes file) {
    Instant changed = file.lastModifiedTime().toInstant();
    String tag =
        "\"%x-%x-%x-%x\""
            .formatted(
                changed.getEpochSecond(),
                changed.getNano(),
                file.size(),
                Objects.hashCode(file.fileKey()));
    return new Conditions(tag, changed.truncatedTo(ChronoUnit.SECONDS));
  }

  /** A date as HTTP writes it. */
  static String date(Instant instant) {
    return DATE.format(instant);
  }

  /** Whether the request is only about another state (412). */
  boolean isAboutAnother(HeaderLines request) {
    if (request.find("If-Match") >= 0) {
      return !isIn(request, "If-Match");
    }
    return instant(request.value("If-Unmodified-Since")).filter(changed::isAfter).isPresent();
  }

  /** Whether the asker has it already (304). */
  boolean isKnown(HeaderLines request) {
    if (request.find("If-None-Match") >= 0) {
      return isIn(request, "If-None-Match");
    }
    return instant(request.value("If-Modified-Since"))
        .filter(known -> !changed.isAfter(known))
        .isPresent();
  }

  /** Whether a range that is asked for is one of this state. */
  boolean allowRange(HeaderLines request) {
    String condition = request.value("If-Range").trim();
    return condition.isEmpty()
        || condition.equals(tag)
        || instant(condition).filter(changed::equals).isPresent();
  }

  private boolean isIn(HeaderLines request, String header) {
    return request.values(header).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::trim)
        .anyMatch(each -> each.equals("*") || each.equals(tag) || each.equals("W/" + tag));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.from(DATE.parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

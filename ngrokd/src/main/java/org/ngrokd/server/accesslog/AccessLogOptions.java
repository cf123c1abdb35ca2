package org.ngrokd.server.accesslog;

/**
 * Where the access log goes, and how it looks.
 *
 * @param target "stdout" or a file's path
 * @param withQuery whether paths are written with what stands behind their question mark, which may
 *     hold secrets
 */
public record AccessLogOptions(String target, Format format, boolean withQuery, Rotation rotation) {
  /** Lines among those of the program's own log. */
  public static final String STDOUT = "stdout";

  /** How a line looks. */
  public enum Format {
    /** A JSON object with the names of OpenTelemetry's semantic conventions. */
    JSON,
    /** Apache's combined format, which every analyser of logs knows. */
    COMBINED
  }

  /**
   * When another file is begun.
   *
   * @param maxBytes above this size; 0: whatever the size
   * @param daily with the first line of a day
   * @param keep how many files of before are kept beside it, at least 1
   */
  public record Rotation(long maxBytes, boolean daily, int keep) {
    /** Somebody else sees to it. */
    public static final Rotation NONE = new Rotation(0, false, 1);
  }

  public boolean isStdout() {
    return target.equals(STDOUT);
  }
}

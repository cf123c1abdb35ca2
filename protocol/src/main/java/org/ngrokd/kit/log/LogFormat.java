package org.ngrokd.kit.log;

/** How a log line looks. */
public enum LogFormat {
  /** {@code [03/13/15 09:55:46] [INFO] [tun:15dd7522] New connection …} (Protocol: §9). */
  TEXT,
  /** One JSON object a line. */
  JSON,
  /** {@code t=2026-01-02T03:04:05+0000 lvl=info msg="…" key=value}, as today's agents have it. */
  LOGFMT
}

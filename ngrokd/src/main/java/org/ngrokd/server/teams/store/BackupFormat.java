package org.ngrokd.server.teams.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What stands in a backup: gzip of lines of JSON. The first says what it is, the last how many
 * there are before it and their SHA-256; each one between is a row, {@code
 * {"table":{"column":value}}}.
 */
final class BackupFormat {
  /** Grows when older programs could not read it: with each new version of the tables, too. */
  static final int VERSION = 3;

  static final String WHAT = "ngrokd";
  static final String ACCOUNTS = "accounts";
  static final String FORMAT = "format";
  static final String MADE = "made";
  static final String LINES = "lines";
  static final String CHECKSUM = "sha256";

  private BackupFormat() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}

package org.ngrokd.protocol.codec;

/**
 * How a message is laid out in TLS records. Old peers read with single reads and so depend on it.
 * Protocol: §1 "Record rule".
 */
public enum RecordLayout {
  /** The 8-byte header as one record, the whole payload as the next: what a server sends. */
  HEADER_APART,
  /** Header and payload in one record: what a client sends. */
  ONE_RECORD
}

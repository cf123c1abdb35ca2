package org.ngrokd.server.accesslog;

/** How an entry looks. Used by one thread. */
interface EntryFormat {
  /** The entry as one line, in ASCII or UTF-8; good until the next one. */
  CharSequence line(Entry entry);
}

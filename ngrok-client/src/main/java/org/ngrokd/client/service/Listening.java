package org.ngrokd.client.service;

/** What the system tells of a local service. */
enum Listening {
  YES,
  NO,
  /** It is on another computer, or this one does not tell. */
  UNKNOWN
}

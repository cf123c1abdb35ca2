package org.ngrokd.server.edge;

/** What a visitor sent is not the head of an HTTP request. */
final class BadRequestException extends Exception {
  BadRequestException(String message) {
    super(message, null, false, false);
  }
}

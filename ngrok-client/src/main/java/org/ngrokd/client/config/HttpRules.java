package org.ngrokd.client.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is done to the HTTP of a tunnel.
 *
 * @param request changes to the headers of requests
 * @param response changes to the headers of replies
 * @param errors what visitors see when the local service is down
 * @param inspected whether it is kept to be looked at, where anything is
 * @param edits what is left to the server
 * @param traffic what is done with requests and replies on their way
 */
public record HttpRules(
    HostHeader hostHeader,
    HeaderRules request,
    HeaderRules response,
    Errors errors,
    boolean inspected,
    ServerEdits edits,
    TrafficRules traffic) {
  /** Requests and replies pass as they are. */
  public HttpRules(
      HostHeader hostHeader,
      HeaderRules request,
      HeaderRules response,
      Errors errors,
      boolean inspected,
      ServerEdits edits) {
    this(hostHeader, request, response, errors, inspected, edits, TrafficRules.NONE);
  }

  /** What is inspected, with the usual edits of the server. */
  public HttpRules(
      HostHeader hostHeader, HeaderRules request, HeaderRules response, Errors errors) {
    this(hostHeader, request, response, errors, true, ServerEdits.DEFAULT);
  }

  /** Nothing. */
  public static final HttpRules NONE =
      new HttpRules(HostHeader.PRESERVE, HeaderRules.NONE, HeaderRules.NONE, Errors.DEFAULT);

  /**
   * What visitors see when the local service is down.
   *
   * @param page an HTML file for browsers, instead of ours
   * @param areDetailed whether they are told the private address and the reason
   */
  public record Errors(Optional<Path> page, boolean areDetailed) {
    /** Our page, without the private address. */
    public static final Errors DEFAULT = new Errors(Optional.empty(), false);
  }

  /** Whether heads are changed, so that the HTTP has to be read. */
  public boolean changeHeads() {
    return !hostHeader.isPreserved() || !request.isEmpty() || !response.isEmpty();
  }

  public HttpRules withHostHeader(HostHeader host) {
    return new HttpRules(host, request, response, errors, inspected, edits, traffic);
  }

  public HttpRules withRequest(HeaderRules rules) {
    return new HttpRules(hostHeader, rules, response, errors, inspected, edits, traffic);
  }

  public HttpRules withResponse(HeaderRules rules) {
    return new HttpRules(hostHeader, request, rules, errors, inspected, edits, traffic);
  }

  public HttpRules withPage(Path file) {
    return with(new Errors(Optional.of(file), errors.areDetailed()));
  }

  public HttpRules withDetails() {
    return with(new Errors(errors.page(), true));
  }

  private HttpRules with(Errors newErrors) {
    return new HttpRules(hostHeader, request, response, newErrors, inspected, edits, traffic);
  }

  public HttpRules withInspected(boolean isInspected) {
    return new HttpRules(hostHeader, request, response, errors, isInspected, edits, traffic);
  }

  public HttpRules withEdits(ServerEdits newEdits) {
    return new HttpRules(hostHeader, request, response, errors, inspected, newEdits, traffic);
  }

  public HttpRules withTraffic(TrafficRules rules) {
    return new HttpRules(hostHeader, request, response, errors, inspected, edits, rules);
  }
}

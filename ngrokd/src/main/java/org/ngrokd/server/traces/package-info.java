/**
 * Traces of requests, sent to a collector by OTLP over HTTP: {@link
 * org.ngrokd.server.traces.Traces} listens to visitors, {@link org.ngrokd.server.traces.Exporter}
 * sends what it noted, on a thread of its own. Nothing of it but its options is loaded where nobody
 * wants it.
 */
@NullMarked
package org.ngrokd.server.traces;

import org.jspecify.annotations.NullMarked;

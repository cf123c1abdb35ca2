/**
 * Peers for tests: old clients and old servers, byte for byte and TLS record for TLS record.
 *
 * <p>Start at {@link org.ngrokd.protocol.testing.OldClient} to test a server, at {@link
 * org.ngrokd.protocol.testing.OldServer} to test a client. Both hand out {@link
 * org.ngrokd.protocol.testing.ScriptedPeer}s, whose expectations know the record rule (§1); below
 * them {@link org.ngrokd.protocol.testing.TlsRecordSocket} shows single TLS records. {@link
 * org.ngrokd.protocol.testing.RecordedClients} holds what ten real clients sent.
 */
@NullMarked
package org.ngrokd.protocol.testing;

import org.jspecify.annotations.NullMarked;

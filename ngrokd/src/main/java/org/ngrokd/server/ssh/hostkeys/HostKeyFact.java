package org.ngrokd.server.ssh.hostkeys;

/**
 * What people may know of a host key. Immutable.
 *
 * @param type "ssh-ed25519" and the like
 * @param fingerprint "SHA256:…", as ssh asks people to compare it
 * @param publicLine type and key, as they stand in known_hosts behind the host
 * @param sshfp what stands in a DNS record behind "IN SSHFP": algorithm, 2 for SHA-256, digest
 */
public record HostKeyFact(String type, String fingerprint, String publicLine, String sshfp) {}

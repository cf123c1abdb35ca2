package org.ngrokd.server.cluster;

/**
 * How this server stands as a node: what it was granted, who else there is, what it has promised
 * them, and that it may go on with them.
 */
record Standing(Lease lease, Roll roll, Pledges pledges, Together together) {}

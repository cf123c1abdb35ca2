package org.ngrokd.server.access;

/**
 * What an account has used of its limits at this server so far; of what has no limit, 0.
 *
 * @param up bytes from the local services to visitors
 * @param down bytes from visitors to the local services
 */
public record Used(long connections, long up, long down) {}

/** The comparison that {@code scripts/bench} makes; docs/performance.md has its figures. */
package org.ngrokd.client.bench;

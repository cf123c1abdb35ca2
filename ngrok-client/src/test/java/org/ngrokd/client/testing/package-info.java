/** What tests and the programs beside them share. */
package org.ngrokd.client.testing;

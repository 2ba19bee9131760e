#include "reader/unlock.h"

#include "reader/bytes.h"

#include <nettle/hmac.h>
#include <stdlib.h>

void unlocked_clear(struct unlocked *unlocked)
{
    plain_clear(&unlocked->plain);
    free(unlocked->seals);
    *unlocked = (struct unlocked){0};
}

/* RAR 5 states the checksum's own HMAC, folded, so that it does not betray what the file is. */
static uint32_t keyed_checksum(uint32_t crc, const unsigned char key[LOCK_HASH])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    uint8_t bytes[4];
    struct hmac_sha256_ctx hash;
    bytes_put_u32(bytes, crc);
    hmac_sha256_set_key(&hash, LOCK_HASH, key);
    hmac_sha256_update(&hash, sizeof bytes, bytes);
    hmac_sha256_digest(&hash, sizeof digest, digest);
    uint32_t folded = 0;
    for (unsigned i = 0; i < sizeof digest; i++) {
        folded ^= (uint32_t)digest[i] << (i % 4 * 8);
    }
    return folded;
}

bool seal_holds(const struct seal *seal, uint32_t crc)
{
    return !seal->known || seal->crc == (seal->keyed ? keyed_checksum(crc, seal->key) : crc);
}

#include "reader/lock_key.h"

#include "base/utf8.h"
#include "reader/bytes.h"

#include <nettle/hmac.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <string.h>

enum {
    HASH_BLOCK = 64,       /* bytes that SHA-1 and SHA-256 take at a time */
    HMAC_ROUND = 128,      /* of two blocks each */
    RAR3_ROUNDS = 0x40000, /* always */
    RAR5_MORE = 16,        /* rounds more for the hash key, and again for the check value */
    MOST_POWER = 30,       /* of two: over any limit of ours */
    PASSWORD_UNITS = 64,   /* of UTF-16; a password has LIMIT_PASSWORD bytes of UTF-8 */
    RAR3_MOST = 54, /* bytes of UTF-16: of longer ones the old program makes keys of its own */
};

/* What is hashed over and over: a salt and the password in UTF-16LE, in the order of the format. */
struct seed {
    unsigned char bytes[2 * PASSWORD_UNITS + LOCK_SALT];
    size_t size;
};

static void seed_add_unit(struct seed *seed, uint32_t unit)
{
    bytes_put_u16(seed->bytes + seed->size, unit);
    seed->size += 2;
}

static void seed_add_password(struct seed *seed, const char *password)
{
    size_t size = strlen(password);
    size = size < PASSWORD_UNITS ? size : PASSWORD_UNITS;
    for (size_t at = 0, length = 0; at < size; at += length) {
        uint32_t c = utf8_decode(password + at, size - at, &length);
        if (c > 0xFFFF && c != UTF8_INVALID) {
            seed_add_unit(seed, 0xD800 + ((c - 0x10000) >> 10));
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        seed_add_unit(seed, c);
    }
}

static void seed_add_salt(struct seed *seed, const struct lock_salt *salt)
{
    memcpy(seed->bytes + seed->size, salt->bytes, salt->size);
    seed->size += salt->size;
}

/* --- RAR 3 ----------------------------------------------------------------------------------- */

static uint64_t rar3_rounds(const struct lock_salt *salt)
{
    (void)salt;
    return RAR3_ROUNDS;
}

/* A byte of each sixteenth of the way makes the iv; the key is the end, its words turned round. */
static void rar3_derive(struct lock_key *key, const struct seed *seed)
{
    uint8_t digest[SHA1_DIGEST_SIZE];
    struct sha1_ctx hash;
    sha1_init(&hash);
    for (uint32_t i = 0; i < RAR3_ROUNDS; i++) {
        const uint8_t number[] = {(uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16)};
        sha1_update(&hash, seed->size, seed->bytes);
        sha1_update(&hash, sizeof number, number);
        if (i % (RAR3_ROUNDS / CIPHER_BLOCK) == 0) {
            struct sha1_ctx so_far = hash;
            sha1_digest(&so_far, sizeof digest, digest);
            key->cipher.iv[i / (RAR3_ROUNDS / CIPHER_BLOCK)] = digest[SHA1_DIGEST_SIZE - 1];
        }
    }
    sha1_digest(&hash, sizeof digest, digest);
    key->cipher.size = 16;
    for (size_t i = 0; i < key->cipher.size; i++) {
        key->cipher.key[i] = digest[i / 4 * 4 + 3 - i % 4];
    }
}

static bool rar3_make(struct lock_key *key, const char *password, const struct lock_salt *salt)
{
    struct seed seed = {.size = 0};
    seed_add_password(&seed, password);
    if (seed.size > RAR3_MOST) {
        return false;
    }
    seed_add_salt(&seed, salt);
    rar3_derive(key, &seed);
    return true;
}

/* --- RAR 5 ----------------------------------------------------------------------------------- */

static uint64_t power_rounds(const struct lock_salt *salt)
{
    return salt->power <= MOST_POWER ? UINT64_C(1) << salt->power : UINT64_C(1) << MOST_POWER;
}

/* So many rounds more of PBKDF2, whose sum goes on. */
static void rar5_rounds(struct hmac_sha256_ctx *hash, uint8_t *last, uint8_t *sum, uint64_t rounds)
{
    for (uint64_t i = 0; i < rounds; i++) {
        hmac_sha256_update(hash, SHA256_DIGEST_SIZE, last);
        hmac_sha256_digest(hash, SHA256_DIGEST_SIZE, last);
        for (size_t j = 0; j < SHA256_DIGEST_SIZE; j++) {
            sum[j] ^= last[j];
        }
    }
}

static bool rar5_make(struct lock_key *key, const char *password, const struct lock_salt *salt)
{
    static const uint8_t first_block[] = {0, 0, 0, 1};
    uint8_t last[SHA256_DIGEST_SIZE], sum[SHA256_DIGEST_SIZE];
    struct hmac_sha256_ctx hash;
    hmac_sha256_set_key(&hash, strlen(password), (const uint8_t *)password);
    hmac_sha256_update(&hash, salt->size, salt->bytes);
    hmac_sha256_update(&hash, sizeof first_block, first_block);
    hmac_sha256_digest(&hash, sizeof last, last);
    memcpy(sum, last, sizeof sum);
    rar5_rounds(&hash, last, sum, power_rounds(salt) - 1);
    key->cipher.size = sizeof key->cipher.key;
    memcpy(key->cipher.key, sum, sizeof key->cipher.key);
    rar5_rounds(&hash, last, sum, RAR5_MORE);
    memcpy(key->hash, sum, sizeof key->hash);
    rar5_rounds(&hash, last, sum, RAR5_MORE);
    for (size_t i = 0; i < sizeof sum; i++) {
        key->check[i % LOCK_CHECK] ^= sum[i];
    }
    return true;
}

/* --- 7z -------------------------------------------------------------------------------------- */

static bool sevenzip_make(struct lock_key *key, const char *password, const struct lock_salt *salt)
{
    struct seed seed = {.size = 0};
    seed_add_salt(&seed, salt);
    seed_add_password(&seed, password);
    struct sha256_ctx hash;
    sha256_init(&hash);
    for (uint64_t i = 0; i < power_rounds(salt); i++) {
        uint8_t number[8];
        bytes_put_u64(number, i);
        sha256_update(&hash, seed.size, seed.bytes);
        sha256_update(&hash, sizeof number, number);
    }
    key->cipher.size = sizeof key->cipher.key;
    sha256_digest(&hash, sizeof key->cipher.key, key->cipher.key);
    return true;
}

/* --- all of them ----------------------------------------------------------------------------- */

static const struct {
    uint64_t (*rounds)(const struct lock_salt *salt);
    bool (*make)(struct lock_key *key, const char *password, const struct lock_salt *salt);
    uint64_t bytes; /* hashed in each round beside the password and the salt */
} schemes[] = {
    [LOCK_RAR3] = {rar3_rounds, rar3_make, 3},
    [LOCK_RAR5] = {power_rounds, rar5_make, HMAC_ROUND},
    [LOCK_7Z] = {power_rounds, sevenzip_make, 8},
};

/* Blocks that the hash function works through, roughly. */
static uint64_t cost_of(const struct lock_salt *salt, const char *password)
{
    uint64_t once = schemes[salt->scheme].bytes + salt->size + 2 * strlen(password);
    return schemes[salt->scheme].rounds(salt) * once / HASH_BLOCK + 1;
}

static bool may_cost(struct keyring *keyring, const struct lock_salt *salt)
{
    uint64_t cost = cost_of(salt, keyring->password);
    if (cost > LIMIT_KEY_BLOCKS - keyring->job->key_blocks) {
        keyring->refused = true;
        return false;
    }
    keyring->job->key_blocks += cost;
    return true;
}

static bool same_salt(const struct lock_salt *a, const struct lock_salt *b)
{
    return a->scheme == b->scheme && a->power == b->power && a->size == b->size &&
           memcmp(a->bytes, b->bytes, a->size) == 0;
}

const struct lock_key *keyring_get(struct keyring *keyring, const struct lock_salt *salt)
{
    unsigned kept = keyring->made < LOCK_KEYS ? keyring->made : LOCK_KEYS;
    for (unsigned i = 0; i < kept; i++) {
        if (same_salt(&keyring->kept[i].salt, salt)) {
            return &keyring->kept[i].key;
        }
    }
    struct lock_key key = {0};
    if (salt->size > LOCK_SALT || !may_cost(keyring, salt) ||
        !schemes[salt->scheme].make(&key, keyring->password, salt)) {
        return NULL;
    }
    unsigned place = keyring->made++ % LOCK_KEYS;
    keyring->kept[place].salt = *salt;
    keyring->kept[place].key = key;
    return &keyring->kept[place].key;
}
